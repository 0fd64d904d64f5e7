import { Type } from 'typebox';
import { currency, day, instant, Location, LocationInput, uuid } from '@barrow/contracts';
import { minuteMs } from '@barrow/kernel';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { locationCsvActions } from './csv-actions.ts';
import { locationColumns, locationOf, readLocation, readLocations, type LocationRow } from './locations.ts';
import { hoursAt } from './opening-hours.ts';
import { storeLocations } from './store-locations.ts';

async function store(ctx: ActionContext, input: LocationInput): Promise<Location> {
  const { saved, refused } = await storeLocations(ctx, [input]);
  if (refused[0] !== undefined) throw refused[0].error;
  if (saved[0] === undefined) throw new Error('a location was neither stored nor refused');
  return saved[0].after;
}

export const networkActions: readonly RegisteredAction[] = [
  ...locationCsvActions,
  action({
    name: 'network.location.list',
    version: '1.0.0',
    summary: 'Locations',
    effect: 'read',
    permission: 'network.read',
    route: 'GET /locations',
    touches: 'inside',
    input: Type.Object(
      { ...pageInput, format: Type.Optional(Location.properties.format) },
      { additionalProperties: false },
    ),
    output: pageOf(Location),
    async run({ tx, grant }, { cursor, limit = defaultLimit, format }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<LocationRow>(
        `select ${locationColumns} from network.location
         where org_id = $1 and ($2::uuid[] is null or location_id = any($2::uuid[])) and ($3::text is null or format = $3)
           and ($4::text is null or (lower(code), location_id) > ($4, $5::uuid))
         order by lower(code), location_id limit $6`,
        [tx.orgId, grant.locationIds, format ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
      return pageFrom(rows, limit, (row) => [row.code.toLowerCase(), row.location_id], locationOf);
    },
  }),
  action({
    name: 'network.location.hours',
    version: '1.0.0',
    summary: 'Which locations are open now, since when and until when; those without opening periods are left out',
    effect: 'read',
    permission: 'network.read',
    route: 'GET /location-hours',
    touches: 'inside',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({
      items: Type.Array(
        Type.Object({
          locationId: uuid(),
          name: Type.String(),
          format: Location.properties.format,
          isOpen: Type.Boolean(),
          openedAt: Type.Union([instant(), Type.Null()]),
          minutesOpen: Type.Union([Type.Integer(), Type.Null()]),
          closesAt: Type.Union([instant(), Type.Null()]),
          minutesToClosing: Type.Union([Type.Integer(), Type.Null()]),
          opensAt: Type.Union([instant(), Type.Null()]),
          day: Type.Union([day('The day it is open for, by its own clock'), Type.Null()]),
          minutesOfDayOpen: Type.Union([
            Type.Integer({ description: 'Since it first opened on that day, breaks included' }),
            Type.Null(),
          ]),
          minutesToEndOfDay: Type.Union([
            Type.Integer({ description: 'Until it closes last on that day, breaks included' }),
            Type.Null(),
          ]),
        }),
      ),
    }),
    async run({ tx, grant, nowMs }) {
      const now = nowMs();
      const locations = [...(await readLocations(tx, grant.locationIds ?? undefined)).values()];
      const minutes = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / minuteMs));
      const text = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
      return {
        items: locations
          .filter(({ openingPeriods }) => openingPeriods.length > 0)
          .map((location) => {
            const hours = hoursAt(location, now);
            const { isOpen, openedAtMs, closesAtMs, opensAtMs, day: openDay, dayOpenedAtMs, dayClosesAtMs } = hours;
            return {
              locationId: location.locationId,
              name: location.name,
              format: location.format,
              isOpen,
              openedAt: text(openedAtMs),
              minutesOpen: minutes(openedAtMs === null ? null : now - openedAtMs),
              closesAt: text(closesAtMs),
              minutesToClosing: minutes(closesAtMs === null ? null : closesAtMs - now),
              opensAt: text(opensAtMs),
              day: openDay,
              minutesOfDayOpen: minutes(dayOpenedAtMs === null ? null : now - dayOpenedAtMs),
              minutesToEndOfDay: minutes(dayClosesAtMs === null ? null : dayClosesAtMs - now),
            };
          }),
      };
    },
  }),
  action({
    name: 'network.location.read',
    version: '1.0.0',
    summary: 'One location',
    effect: 'read',
    permission: 'network.read',
    route: 'GET /locations/:locationId',
    touches: ({ locationId }) => [locationId],
    input: Type.Object({ locationId: uuid() }, { additionalProperties: false }),
    output: Location,
    run: ({ tx }, { locationId }) => readLocation(tx, locationId),
  }),
  action({
    name: 'network.location.create',
    version: '1.0.0',
    summary: 'Add a location',
    effect: 'write',
    permission: 'network.manage',
    route: 'POST /locations',
    touches: 'all',
    input: LocationInput,
    output: Location,
    run: store,
  }),
  action({
    name: 'network.location.update',
    version: '1.0.0',
    summary: 'Change a location',
    effect: 'write',
    permission: 'network.manage',
    route: 'PATCH /locations/:locationId',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      { locationId: uuid(), ...Type.Partial(Type.Omit(LocationInput, ['id'])).properties },
      { additionalProperties: false },
    ),
    output: Location,
    async run(ctx, { locationId, ...changes }) {
      const { locationId: id, ...before } = await readLocation(ctx.tx, locationId);
      return store(ctx, { ...before, ...changes, id });
    },
  }),
  action({
    name: 'network.rate.put',
    version: '1.0.0',
    summary: 'Store what one unit of a currency is worth in another on a day',
    effect: 'write',
    permission: 'network.manage',
    route: 'PUT /exchange-rates',
    touches: 'all',
    input: Type.Object(
      {
        base: currency(),
        quote: currency(),
        day: day(),
        rateMicro: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000_000 }),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ base: currency(), quote: currency(), day: day(), rateMicro: Type.Integer() }),
    async run(ctx, input) {
      if (input.base === input.quote)
        throw fault('unprocessable', 'INPUT_INVALID', '/quote is the same as /base.', [
          { pointer: '/quote', detail: 'must differ from base' },
        ]);
      await ctx.tx.run(
        `insert into network.exchange_rate (org_id, base, quote, day, rate_micro) values ($1, $2, $3, $4, $5)
         on conflict (org_id, base, quote, day) do update set rate_micro = excluded.rate_micro`,
        [ctx.tx.orgId, input.base, input.quote, input.day, input.rateMicro],
      );
      return input;
    },
  }),
];
