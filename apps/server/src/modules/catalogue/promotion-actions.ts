import { Type } from 'typebox';
import { Promotion, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { readLocations } from '../network/index.ts';
import { requireItems } from './items.ts';

type Row = { body: Promotion };

/** Promotions that hold at a location, or somewhere, today or later. */
export async function readPromotions(tx: Tx, locationId: string | null): Promise<readonly Promotion[]> {
  const rows = await tx.rows<Row>(
    `select body from catalogue.promotion where org_id = $1 and (last_day is null or last_day >= current_date - 1)
       and ($2::text is null or body -> 'locationIds' = 'null' or body -> 'locationIds' ? $2)
     order by promotion_id limit 2000`,
    [tx.orgId, locationId],
    'read-promotions',
  );
  return rows.map(({ body }) => body);
}

export const promotionActions: readonly RegisteredAction[] = [
  action({
    name: 'catalogue.promotion.list',
    version: '1.0.0',
    summary: 'Promotions that hold, or will',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /promotions',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(Promotion) }),
    run: async ({ tx }) => ({ items: [...(await readPromotions(tx, null))] }),
  }),
  action({
    name: 'catalogue.promotion.save',
    version: '1.0.0',
    summary:
      'Take something off prices: percent, amount, n for the price of m, a bundle; in its time, where and for whom it holds',
    description:
      'Idempotent by `promotionId`. Tills know of it with their next synchronisation, and take it off from then on.',
    effect: 'write',
    undoneBy: 'catalogue.promotion.remove',
    permission: 'catalogue.manage',
    route: 'PUT /promotions/:promotionId',
    touches: 'all',
    input: Promotion,
    output: Promotion,
    async run(ctx, promotion) {
      requireSound(promotion);
      await requireItems(ctx.tx, itemsOf(promotion), 'rule');
      await requireLocations(ctx.tx, promotion.locationIds ?? []);
      const before = await find(ctx.tx, promotion.promotionId);
      await ctx.tx.run(
        `insert into catalogue.promotion (org_id, promotion_id, body, first_day, last_day, changed_by) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, promotion_id) do update set body = excluded.body, first_day = excluded.first_day, last_day = excluded.last_day,
           changed_by = excluded.changed_by, changed_at = now()`,
        [
          ctx.tx.orgId,
          promotion.promotionId,
          JSON.stringify(promotion),
          promotion.times.firstDay ?? null,
          promotion.times.lastDay ?? null,
          ctx.actor.name,
        ],
      );
      ctx.audit({ subjectId: promotion.promotionId, before: before ?? null, after: promotion });
      return promotion;
    },
  }),
  action({
    name: 'catalogue.promotion.remove',
    version: '1.0.0',
    summary: 'Take a promotion back',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'DELETE /promotions/:promotionId',
    touches: 'all',
    input: Type.Object({ promotionId: uuid() }, { additionalProperties: false }),
    output: Promotion,
    async run(ctx, { promotionId }) {
      const before = await find(ctx.tx, promotionId);
      if (before === undefined) throw fault('not-found', 'PROMOTION_UNKNOWN', `There is no promotion ${promotionId}.`);
      await ctx.tx.run('delete from catalogue.promotion where org_id = $1 and promotion_id = $2', [
        ctx.tx.orgId,
        promotionId,
      ]);
      ctx.audit({ subjectId: promotionId, before, after: null });
      return before;
    },
  }),
];

async function find(tx: Tx, promotionId: string): Promise<Promotion | undefined> {
  const row = await tx.row<Row>(
    'select body from catalogue.promotion where org_id = $1 and promotion_id = $2 for update',
    [tx.orgId, promotionId],
  );
  return row?.body;
}

function itemsOf({ rule }: Promotion): readonly string[] {
  return [...new Set(rule.kind === 'bundle' ? rule.parts.flatMap((part) => part.itemIds) : (rule.itemIds ?? []))];
}

/** What the schema cannot say. Throws PROMOTION_INVALID. */
function requireSound({ rule, times }: Promotion): void {
  if (rule.kind === 'n-for-m' && rule.pay >= rule.take)
    throw invalid('/rule/pay', 'must be fewer than /rule/take, or nothing is free');
  if (rule.kind === 'bundle') {
    const all = rule.parts.flatMap((part) => part.itemIds);
    const twice = all.find((itemId, index) => all.indexOf(itemId) !== index);
    if (twice !== undefined)
      throw invalid('/rule/parts', `names the item ${twice} twice: an item is in one part alone`);
  }
  const { firstDay, lastDay } = times;
  if (firstDay !== undefined && lastDay !== undefined && lastDay < firstDay)
    throw invalid('/times/lastDay', 'is before /times/firstDay');
}

function invalid(pointer: string, detail: string) {
  return fault('unprocessable', 'PROMOTION_INVALID', `${pointer} ${detail}.`, [{ pointer, detail }]);
}

async function requireLocations(tx: Tx, locationIds: readonly string[]): Promise<void> {
  if (locationIds.length === 0) return;
  const known = await readLocations(tx, [...locationIds]);
  const unknown = locationIds.findIndex((one) => !known.has(one));
  if (unknown >= 0)
    throw fault('not-found', 'LOCATION_UNKNOWN', `There is no location ${locationIds[unknown]}.`, [
      { pointer: `/locationIds/${unknown}`, detail: 'is the id of no location' },
    ]);
}
