import { Type } from 'typebox';
import { day, Price, PriceInput, TaxRate, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { readLocation } from '../network/index.ts';
import { requireItems } from './items.ts';
import { priceColumns, priceOf, pricesAt, savePrices, type PriceRow } from './prices.ts';

export const priceActions: readonly RegisteredAction[] = [
  action({
    name: 'catalogue.price.list',
    version: '1.0.0',
    summary: 'Prices, by item',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /prices',
    touches: 'inside',
    input: Type.Object({ ...pageInput, itemId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: pageOf(Price),
    async run({ tx, grant }, { cursor, limit = defaultLimit, itemId }) {
      const after = readCursor(cursor, 2);
      const rows = await tx.rows<PriceRow>(
        `select ${priceColumns} from catalogue.price where org_id = $1 and ($2::uuid is null or item_id = $2)
           and ($3::uuid is null or (item_id, price_id) > ($3, $4::uuid))
           and ($6::uuid[] is null or location_id is null or location_id = any($6::uuid[])) order by item_id, price_id limit $5`,
        [tx.orgId, itemId ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1, grant.locationIds],
      );
      return pageFrom(rows, limit, (row) => [row.item_id, row.price_id], priceOf);
    },
  }),
  action({
    name: 'catalogue.price.at',
    version: '1.0.0',
    summary: 'What items cost at a location on a day',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /locations/:locationId/prices',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      { locationId: uuid(), day: day(), itemIds: Type.Array(uuid(), { minItems: 1, maxItems: 500 }) },
      { additionalProperties: false },
    ),
    output: Type.Object({ items: Type.Array(Type.Object({ itemId: uuid(), unitPriceMicro: Type.Integer() })) }),
    async run({ tx }, { locationId, day: on, itemIds }) {
      const prices = await pricesAt(tx, await readLocation(tx, locationId), on, itemIds);
      return { items: [...prices].map(([itemId, unitPriceMicro]) => ({ itemId, unitPriceMicro })) };
    },
  }),
  action({
    name: 'catalogue.price.save',
    version: '1.0.0',
    summary: 'Store prices for everywhere or a location, and a period',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'POST /prices',
    undoneBy: 'catalogue.price.delete',
    touches: ({ prices }) => prices.flatMap((price) => price.locationId ?? []),
    input: Type.Object(
      { prices: Type.Array(PriceInput, { minItems: 1, maxItems: 1000 }) },
      { additionalProperties: false },
    ),
    output: Type.Object({ items: Type.Array(Price) }),
    async run(ctx, { prices }) {
      if (
        ctx.grant.locationIds !== null &&
        prices.some((price) => price.locationId === undefined || price.locationId === null)
      ) {
        throw fault('forbidden', 'NOT_ALLOWED', 'A price for every location is outside your scope. Name a location.');
      }
      await requireItems(
        ctx.tx,
        prices.map((price) => price.itemId),
        'prices',
      );
      const items = await savePrices(ctx.tx, prices);
      ctx.emit({
        type: 'catalogue.price.changed',
        subjectId: null,
        locationId: null,
        occurredAt: new Date(ctx.nowMs()).toISOString(),
        data: { prices: items },
      });
      return { items };
    },
  }),
  action({
    name: 'catalogue.price.delete',
    version: '1.0.0',
    summary: 'Take a price back',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'DELETE /prices/:priceId',
    touches: 'all',
    input: Type.Object({ priceId: uuid() }, { additionalProperties: false }),
    output: Price,
    async run(ctx, { priceId }) {
      const row = await ctx.tx.row<PriceRow>(
        `delete from catalogue.price where org_id = $1 and price_id = $2 returning ${priceColumns}`,
        [ctx.tx.orgId, priceId],
      );
      if (row === undefined) throw fault('not-found', 'PRICE_UNKNOWN', `There is no price ${priceId}.`);
      ctx.audit({ subjectId: priceId, before: priceOf(row) });
      return priceOf(row);
    },
  }),
  action({
    name: 'catalogue.tax.list',
    version: '1.0.0',
    summary: 'Tax rates by class and region',
    effect: 'read',
    permission: 'catalogue.read',
    route: 'GET /tax-rates',
    touches: 'none',
    input: Type.Object({}, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(TaxRate) }),
    async run({ tx }) {
      const rows = await tx.rows<{
        tax_class: string;
        region: string;
        code: string;
        rate_ppm: number;
        first_day: string;
      }>(
        'select tax_class, region, code, rate_ppm, first_day from catalogue.tax_rate where org_id = $1 order by tax_class, region, code, first_day',
        [tx.orgId],
      );
      return {
        items: rows.map((row) => ({
          taxClass: row.tax_class,
          region: row.region,
          code: row.code,
          ratePpm: row.rate_ppm,
          firstDay: row.first_day,
        })),
      };
    },
  }),
  action({
    name: 'catalogue.tax.save',
    version: '1.0.0',
    summary: 'Store tax rates',
    effect: 'write',
    permission: 'catalogue.manage',
    route: 'POST /tax-rates',
    touches: 'all',
    input: Type.Object({ rates: Type.Array(TaxRate, { minItems: 1, maxItems: 500 }) }, { additionalProperties: false }),
    output: Type.Object({ stored: Type.Integer() }),
    async run(ctx, { rates }) {
      const stored = await ctx.tx.run(
        `insert into catalogue.tax_rate (org_id, tax_class, region, code, rate_ppm, first_day)
         select distinct on (r.tax_class, r.region, r.code, coalesce(r.first_day, '0001-01-01')) $1, r.tax_class, r.region, r.code, r.rate_ppm, coalesce(r.first_day, '0001-01-01')
         from json_to_recordset($2) as r (tax_class text, region text, code text, rate_ppm integer, first_day date)
         on conflict (org_id, tax_class, region, code, first_day) do update set rate_ppm = excluded.rate_ppm`,
        [
          ctx.tx.orgId,
          JSON.stringify(
            rates.map((rate) => ({
              tax_class: rate.taxClass,
              region: rate.region,
              code: rate.code,
              rate_ppm: rate.ratePpm,
              first_day: rate.firstDay,
            })),
          ),
        ],
      );
      return { stored };
    },
  }),
];
