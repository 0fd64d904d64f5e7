import { Type, type Static } from 'typebox';
import { code, currency, day, instant, name, priceMicro, timeZone, uuid } from './primitive.ts';
import { Promotion } from './promotion.ts';
import { units } from './item.ts';

/** An item as a till needs it: what it is called and scanned by, and what it costs here, now and from a day on. */
export const TillItem = Type.Object({
  itemId: uuid(),
  sku: Type.String(),
  name: Type.String(),
  unit: Type.Enum(units),
  category: Type.String(),
  taxClass: Type.String(),
  /** Retired items are told too, so that a till takes them away. */
  isSold: Type.Boolean(),
  codes: Type.Array(Type.Object({ code: Type.String(), packMilli: Type.Integer() })),
  prices: Type.Array(
    Type.Object({
      unitPriceMicro: priceMicro(),
      firstDay: day(),
      lastDay: Type.Union([day(), Type.Null()]),
      isHere: Type.Boolean({ description: 'For this location, and before those for all' }),
    }),
    { description: 'The one stored last comes first' },
  ),
});
export type TillItem = Static<typeof TillItem>;

export const staffRoles = ['cashier', 'location-manager'] as const;
export const TillStaff = Type.Object({
  staffId: uuid(),
  name: name(),
  role: Type.Enum(staffRoles),
  /** PBKDF2 with SHA-256 of the PIN; salt and hash in base64url. */
  pin: Type.Object({ salt: Type.String(), iterations: Type.Integer(), hash: Type.String() }),
});
export type TillStaff = Static<typeof TillStaff>;

/** What a till must know of the place that it sells at. */
export const TillPlace = Type.Object({
  organisation: name(),
  deviceCode: code(32),
  location: Type.Object({
    locationId: uuid(),
    code: code(32),
    name: name(),
    address: Type.String(),
    timeZone: timeZone(),
    currency: currency(),
    cutoffMinutes: Type.Integer(),
    taxInclusive: Type.Boolean(),
    taxRounding: Type.Union([Type.Literal('line'), Type.Literal('total')]),
    cashStepMinor: Type.Integer(),
  }),
  taxes: Type.Array(
    Type.Object({ taxClass: Type.String(), code: Type.String(), ratePpm: Type.Integer(), firstDay: day() }),
  ),
  promotions: Type.Array(Promotion),
  staff: Type.Array(TillStaff),
  /** For how many days a till keeps what the server has: longer than a backup may be old. */
  keepDays: Type.Integer(),
  /** After so many days without the server a till sells no more until it has heard it. */
  graceDays: Type.Integer(),
});
export type TillPlace = Static<typeof TillPlace>;

export const Pulled = Type.Object({
  epoch: Type.String(),
  serverTime: instant(),
  place: Type.Union([Type.Object({ version: Type.String(), value: TillPlace }), Type.Null()], {
    description: 'Null when it is as the till has it',
  }),
  items: Type.Array(TillItem),
  /** Whether the items are all there are: what is not among all pages is gone. */
  isWhole: Type.Boolean(),
  cursor: Type.String(),
  more: Type.Boolean(),
});
export type Pulled = Static<typeof Pulled>;

/** What a device says of itself. */
export const DeviceHealth = Type.Object(
  {
    version: Type.Optional(Type.String({ maxLength: 40 })),
    unsent: Type.Optional(Type.Integer({ minimum: 0 })),
    refused: Type.Optional(Type.Integer({ minimum: 0 })),
    storageUsed: Type.Optional(Type.Integer({ minimum: 0 })),
    storageQuota: Type.Optional(Type.Integer({ minimum: 0 })),
    isPersistent: Type.Optional(Type.Boolean()),
    clockOffsetMs: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
export type DeviceHealth = Static<typeof DeviceHealth>;

export const EnrolmentRequest = Type.Object(
  {
    code: Type.String({ minLength: 6, maxLength: 40 }),
    publicKey: Type.Object(
      {
        kty: Type.Literal('EC'),
        crv: Type.Literal('P-256'),
        x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
        y: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export const Enrolled = Type.Object({
  deviceId: uuid(),
  seriesId: uuid(),
  deviceName: name(),
  deviceCode: code(32),
});
export type Enrolled = Static<typeof Enrolled>;
