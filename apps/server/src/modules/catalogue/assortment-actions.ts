import { Type } from 'typebox';
import { AssortmentEntry, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { readLocation } from '../network/index.ts';
import { removeFromAssortment, writeAssortment } from './assortment.ts';
import { requireItems } from './items.ts';

const Assortment = Type.Object({ locationId: uuid(), items: Type.Array(AssortmentEntry) });

export const assortmentActions: readonly RegisteredAction[] = [
  action({
    name: 'catalogue.assortment.read',
    version: '1.0.0',
    summary: 'Which items a location carries',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /locations/:locationId/assortment',
    touches: ({ locationId }) => [locationId],
    input: Type.Object({ locationId: uuid() }, { additionalProperties: false }),
    output: Assortment,
    async run({ tx }, { locationId }) {
      const rows = await tx.rows<{ item_id: string; minimum_milli: number; capacity_milli: number | null }>(
        'select item_id, minimum_milli, capacity_milli from catalogue.assortment where org_id = $1 and location_id = $2 order by item_id limit 100000',
        [tx.orgId, locationId],
      );
      return {
        locationId,
        items: rows.map((row) => ({
          itemId: row.item_id,
          minimumMilli: row.minimum_milli,
          capacityMilli: row.capacity_milli,
        })),
      };
    },
  }),
  action({
    name: 'catalogue.assortment.save',
    version: '1.0.0',
    summary: 'Add items to what a location carries, or take them out',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'POST /locations/:locationId/assortment',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      {
        locationId: uuid(),
        add: Type.Optional(Type.Array(AssortmentEntry, { maxItems: 5000 })),
        remove: Type.Optional(Type.Array(uuid(), { maxItems: 5000 })),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ locationId: uuid(), added: Type.Integer(), removed: Type.Integer() }),
    async run(ctx, { locationId, add = [], remove = [] }) {
      await readLocation(ctx.tx, locationId);
      await requireItems(
        ctx.tx,
        add.map((entry) => entry.itemId),
        'add',
      );
      const unique = [...new Map(add.map((entry) => [entry.itemId.toLowerCase(), entry])).values()];
      const added = await writeAssortment(
        ctx.tx,
        unique.map((entry) => ({
          locationId,
          itemId: entry.itemId,
          minimumMilli: entry.minimumMilli ?? 0,
          capacityMilli: entry.capacityMilli ?? null,
        })),
      );
      const removed = await removeFromAssortment(
        ctx.tx,
        remove.map((itemId) => ({ locationId, itemId })),
      );
      ctx.emit({
        type: 'catalogue.assortment.changed',
        subjectId: locationId,
        locationId,
        occurredAt: new Date(ctx.nowMs()).toISOString(),
        data: { locationId, added: unique, removed: remove },
      });
      return { locationId, added, removed };
    },
  }),
];
