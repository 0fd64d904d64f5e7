import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { businessDay } from '@barrow/kernel';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { requireItems } from '../catalogue/index.ts';
import { readLocation, readLocations } from '../network/index.ts';
import { readItemStock } from '../stock/index.ts';
import { suggestTransfer } from './suggest-transfer.ts';

const days = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 90, description }));

export const suggestActions: readonly RegisteredAction[] = [
  action({
    name: 'planning.transfer.suggest',
    version: '1.0.0',
    summary: 'Who can spare some of an item for a location, nearest first',
    description:
      'A source keeps what it sells in `keepDays`, by the newest forecast, and what it has reserved and promised. Only locations in your scope are named.',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/transfers/suggest',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      {
        locationId: uuid('Where the item is wanted'),
        itemId: uuid(),
        coverDays: days('How long what comes is to last; 3 unless told'),
        keepDays: days('How long a source keeps enough for itself; 7 unless told'),
        withinKm: Type.Optional(
          Type.Number({ minimum: 0, maximum: 20_100, description: 'Not from further away, as the crow flies' }),
        ),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      wantedMilli: Type.Integer({ description: 'What is lacking, thousandths' }),
      sources: Type.Array(
        Type.Object({
          locationId: uuid(),
          code: Type.String(),
          name: Type.String(),
          distanceKm: Type.Union([Type.Number(), Type.Null()]),
          onHandMilli: Type.Integer(),
          spareMilli: Type.Integer(),
          giveMilli: Type.Integer({ description: 'What it can give of what is wanted' }),
        }),
        { description: 'At most ten' },
      ),
    }),
    async run({ tx, grant, nowMs }, { locationId, itemId, coverDays = 3, keepDays = 7, withinKm }) {
      await requireItems(tx, [itemId]);
      const location = await readLocation(tx, locationId);
      const locations = await readLocations(tx, grant.locationIds ?? undefined);
      const { wantedMilli, sources } = suggestTransfer({
        location,
        day: businessDay(nowMs(), location.timeZone, location.cutoffMinutes),
        coverDays,
        keepDays,
        withinKm,
        stock: await readItemStock(tx, itemId),
        locations: [...locations.values()],
        levels: await readLevelsOfItem(tx, [...locations.keys()], itemId),
      });
      return { wantedMilli, sources: sources.slice(0, 10) };
    },
  }),
];

/** What an average day sells of an item by location, thousandths. */
async function readLevelsOfItem(tx: Tx, locationIds: readonly string[], itemId: string): Promise<Map<string, number>> {
  const rows = await tx.rows<{ location_id: string; level_milli: number }>(
    'select location_id, level_milli from planning.forecast where org_id = $1 and location_id = any($2::uuid[]) and item_id = $3',
    [tx.orgId, plainArray(locationIds), itemId],
  );
  return new Map(rows.map((row) => [row.location_id, row.level_milli]));
}
