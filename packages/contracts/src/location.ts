import { Type, type Static } from 'typebox';
import { code, currency, day, name, text, timeZone, uuid } from './primitive.ts';

export const locationFormats = ['shop', 'kiosk', 'pop-up', 'van', 'online', 'warehouse'] as const;

export const OpeningPeriod = Type.Object(
  {
    weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' }),
    opensMinutes: Type.Integer({ minimum: 0, maximum: 1440, description: 'Minutes after midnight, local time' }),
    closesMinutes: Type.Integer({
      minimum: 0,
      maximum: 2880,
      description: 'Minutes after midnight; beyond 1440 on the next day',
    }),
  },
  { additionalProperties: false },
);

const fields = {
  code: code(32),
  name: name(),
  format: Type.Enum(locationFormats),
  timeZone: timeZone(),
  currency: currency(),
  cutoffMinutes: Type.Integer({
    minimum: 0,
    maximum: 1439,
    description: 'When the business day ends, minutes after midnight',
  }),
  firstDay: Type.Union([day('First day it trades'), Type.Null()]),
  lastDay: Type.Union([day('Last day it trades'), Type.Null()]),
  openingPeriods: Type.Array(OpeningPeriod, { maxItems: 50 }),
  taxRegion: Type.String({ maxLength: 32, description: 'Chooses the tax rates, such as DE or US-OR' }),
  taxInclusive: Type.Boolean({ description: 'Whether shelf prices hold the tax' }),
  taxRounding: Type.Union([Type.Literal('line'), Type.Literal('total')]),
  cashStepMinor: Type.Integer({
    minimum: 1,
    maximum: 1000,
    description: 'Cash totals are rounded to this, such as 5 for CHF',
  }),
  offlineAllowanceMilli: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'Held back from promises of each item, for sales on tills that are not synchronised',
  }),
  region: Type.String({
    maxLength: 64,
    description: 'A group of locations by place, as you name it; empty for none',
  }),
  address: text(500),
  latitude: Type.Union([
    Type.Number({ minimum: -90, maximum: 90, description: 'Degrees, north is positive' }),
    Type.Null(),
  ]),
  longitude: Type.Union([
    Type.Number({ minimum: -180, maximum: 180, description: 'Degrees, east is positive' }),
    Type.Null(),
  ]),
};

export const LocationInput = Type.Object(
  {
    id: Type.Optional(uuid('Made by the caller, so that the request can be repeated')),
    code: fields.code,
    name: fields.name,
    format: fields.format,
    timeZone: Type.Optional(fields.timeZone),
    currency: Type.Optional(fields.currency),
    cutoffMinutes: Type.Optional(fields.cutoffMinutes),
    firstDay: Type.Optional(fields.firstDay),
    lastDay: Type.Optional(fields.lastDay),
    openingPeriods: Type.Optional(fields.openingPeriods),
    taxRegion: Type.Optional(fields.taxRegion),
    taxInclusive: Type.Optional(fields.taxInclusive),
    taxRounding: Type.Optional(fields.taxRounding),
    cashStepMinor: Type.Optional(fields.cashStepMinor),
    offlineAllowanceMilli: Type.Optional(fields.offlineAllowanceMilli),
    region: Type.Optional(fields.region),
    address: Type.Optional(fields.address),
    latitude: Type.Optional(fields.latitude),
    longitude: Type.Optional(fields.longitude),
  },
  { additionalProperties: false },
);

export const Location = Type.Object({ locationId: uuid(), ...fields });

export type LocationInput = Static<typeof LocationInput>;
export type Location = Static<typeof Location>;
