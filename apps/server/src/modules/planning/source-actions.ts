import { Type } from 'typebox';
import { positiveQtyMilli, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { requireItems } from '../catalogue/index.ts';
import { readLocation } from '../network/index.ts';
import { readSources, removeSources, storeSources } from './sources.ts';

const weekdays = Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
  maxItems: 7,
  description: 'ISO weekdays on which the source sends, 1 Monday; none: any',
});
const itemIds = Type.Array(uuid(), {
  minItems: 1,
  maxItems: 1000,
  description: 'The items that this is about; left out: all that have no source of their own',
});
const Source = Type.Object({
  locationId: uuid(),
  itemId: Type.Union([uuid(), Type.Null()]),
  fromLocationId: Type.Union([uuid(), Type.Null()]),
  leadTimeDays: Type.Integer(),
  orderWeekdays: Type.Array(Type.Integer()),
  packMilli: Type.Integer(),
});

/** Where locations get their goods, when not from suppliers. */
export const sourceActions: readonly RegisteredAction[] = [
  action({
    name: 'planning.source.list',
    version: '1.0.0',
    summary: 'Where a location gets its goods; what is not named comes from suppliers',
    effect: 'read',
    permission: 'planning.read',
    route: 'GET /planning/sources',
    touches: ({ locationId }) => [locationId],
    input: Type.Object({ locationId: uuid() }, { additionalProperties: false }),
    output: Type.Object({ sources: Type.Array(Source) }),
    run: async ({ tx }, { locationId }) => ({
      sources: (await readSources(tx, locationId)).map((source) => ({
        ...source,
        orderWeekdays: [...source.orderWeekdays],
      })),
    }),
  }),
  action({
    name: 'planning.source.put',
    version: '1.0.0',
    summary: 'Say that a location, or some of its items, are supplied by another location',
    description:
      'Planning then proposes transfers from there. For items, `fromLocationId` null means suppliers; for the location as a whole it takes the source away.',
    effect: 'write',
    permission: 'planning.approve',
    route: 'PUT /planning/sources',
    touches: 'all',
    input: Type.Object(
      {
        locationId: uuid(),
        itemIds: Type.Optional(itemIds),
        fromLocationId: Type.Union([uuid(), Type.Null()]),
        leadTimeDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 60 })),
        orderWeekdays: Type.Optional(weekdays),
        packMilli: Type.Optional(positiveQtyMilli('Sent in multiples of this, thousandths; one unit unless told')),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ stored: Type.Integer() }),
    async run(ctx, input) {
      const { tx } = ctx;
      const { locationId, fromLocationId } = input;
      await readLocation(tx, locationId);
      if (fromLocationId === locationId)
        throw fault('unprocessable', 'SOURCE_CIRCLE', '/fromLocationId is the location itself.', [
          { pointer: '/fromLocationId', detail: 'must differ from locationId' },
        ]);
      if (fromLocationId !== null) await readLocation(tx, fromLocationId);
      const ids = input.itemIds === undefined ? null : [...new Set(input.itemIds)];
      if (ids !== null) await requireItems(tx, ids);
      ctx.audit({ subjectId: locationId, locationId, after: input });
      if (ids === null && fromLocationId === null) return { stored: await removeSources(tx, locationId, null) };
      const sources = (ids ?? [null]).map((itemId) => ({
        locationId,
        itemId,
        fromLocationId,
        leadTimeDays: input.leadTimeDays ?? 1,
        orderWeekdays: [...new Set(input.orderWeekdays)].toSorted((a, b) => a - b),
        packMilli: input.packMilli ?? 1000,
      }));
      await storeSources(tx, sources);
      return { stored: sources.length };
    },
  }),
  action({
    name: 'planning.source.remove-items',
    version: '1.0.0',
    summary: 'Let items of a location come again from where the location gets its goods',
    effect: 'write',
    permission: 'planning.approve',
    route: 'POST /planning/sources/remove-items',
    touches: 'all',
    input: Type.Object({ locationId: uuid(), itemIds }, { additionalProperties: false }),
    output: Type.Object({ removed: Type.Integer() }),
    run: async ({ tx }, { locationId, itemIds: ids }) => ({ removed: await removeSources(tx, locationId, ids) }),
  }),
];
