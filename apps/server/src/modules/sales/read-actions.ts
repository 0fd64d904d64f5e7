import { Type } from 'typebox';
import { currency, day, instant, Location, uuid } from '@barrow/contracts';
import { minuteMs } from '@barrow/kernel';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { hoursAt, readLocations } from '../network/index.ts';
import { lastSales, readLive } from './live.ts';
import { usualSales } from './usual-sales.ts';

const SaleSummary = Type.Object({
  id: uuid(),
  locationId: uuid(),
  businessDay: day(),
  occurredAt: instant(),
  recordedAt: instant(),
  currency: currency(),
  lineCount: Type.Integer(),
  netMinor: Type.Integer(),
  discountMinor: Type.Integer(),
  taxMinor: Type.Integer(),
  roundingMinor: Type.Integer(),
  totalMinor: Type.Integer(),
  origin: Type.String(),
  enteredBy: Type.String(),
  receiptNumber: Type.Union([Type.String(), Type.Null()]),
  reference: Type.Union([Type.String(), Type.Null()]),
  voided: Type.Boolean(),
});
const Sale = Type.Object({
  ...SaleSummary.properties,
  lines: Type.Array(
    Type.Object({
      lineNo: Type.Integer(),
      itemId: uuid(),
      qtyMilli: Type.Integer(),
      unitPriceMicro: Type.Integer(),
      discountMinor: Type.Integer(),
      taxMinor: Type.Integer(),
      totalMinor: Type.Integer(),
      description: Type.Union([Type.String(), Type.Null()]),
      returnOfSaleId: Type.Union([uuid(), Type.Null()]),
      returnOfLineNo: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
  payments: Type.Array(
    Type.Object({
      method: Type.String(),
      amountMinor: Type.Integer(),
      reference: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
const DayTotal = Type.Object({
  locationId: uuid(),
  businessDay: day(),
  currency: currency(),
  saleCount: Type.Integer(),
  returnCount: Type.Integer(),
  lineCount: Type.Integer(),
  soldMilli: Type.Integer(),
  returnedMilli: Type.Integer(),
  totalMinor: Type.Integer(),
  discountMinor: Type.Integer(),
  taxMinor: Type.Integer(),
  costMicro: Type.Integer(),
  lastOccurredAt: instant(),
});
const Live = Type.Object({
  at: instant(),
  locations: Type.Array(
    Type.Object({
      locationId: uuid(),
      code: Type.String(),
      name: Type.String(),
      format: Location.properties.format,
      currency: currency(),
      businessDay: day(),
      saleCount: Type.Integer(),
      totalMinor: Type.Integer(),
      soldMilli: Type.Integer(),
      lastSaleAt: Type.Union([instant(), Type.Null()]),
      weekBeforeSoFarMinor: Type.Integer(),
      weekBeforeMinor: Type.Integer(),
      itemsOut: Type.Integer(),
      itemsNegative: Type.Integer(),
      itemsBelowMinimum: Type.Integer(),
    }),
  ),
});

type SaleRow = {
  sale_id: string;
  location_id: string;
  business_day: string;
  occurred_at: string;
  recorded_at: string;
  currency: string;
  line_count: number;
  net_minor: number;
  discount_minor: number;
  tax_minor: number;
  rounding_minor: number;
  total_minor: number;
  origin: string;
  entered_by: string;
  receipt_number: string | null;
  reference: string | null;
  voided: boolean;
  sort: string;
};
type LineRow = {
  line_no: number;
  item_id: string;
  qty_milli: number;
  unit_price_micro: number;
  discount_minor: number;
  tax_minor: number;
  total_minor: number;
  description: string | null;
  return_of_sale_id: string | null;
  return_of_line_no: number | null;
};
type DayRow = {
  location_id: string;
  business_day: string;
  currency: string;
  sale_count: number;
  return_count: number;
  line_count: number;
  sold_milli: number;
  returned_milli: number;
  total_minor: number;
  discount_minor: number;
  tax_minor: number;
  cost_micro: number;
  last_occurred_at: string;
};

const saleColumns = `s.sale_id, s.location_id, s.business_day, s.occurred_at, s.recorded_at, s.currency, s.line_count, s.net_minor, s.discount_minor, s.tax_minor,
  s.rounding_minor, s.total_minor, s.origin, s.entered_by, s.receipt_number, s.reference, s.occurred_at::text as sort,
  exists (select from sales.void v where v.org_id = s.org_id and v.sale_id = s.sale_id and v.posted_at is not null) as voided`;

function saleOf(row: SaleRow) {
  return {
    id: row.sale_id,
    locationId: row.location_id,
    businessDay: row.business_day,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    currency: row.currency,
    lineCount: row.line_count,
    netMinor: row.net_minor,
    discountMinor: row.discount_minor,
    taxMinor: row.tax_minor,
    roundingMinor: row.rounding_minor,
    totalMinor: row.total_minor,
    origin: row.origin,
    enteredBy: row.entered_by,
    receiptNumber: row.receipt_number,
    reference: row.reference,
    voided: row.voided,
  };
}

export const readActions: readonly RegisteredAction[] = [
  action({
    name: 'sales.location.quiet',
    version: '1.0.0',
    summary: 'Locations that are open and have sold nothing for so many minutes of their opening hours',
    effect: 'read',
    permission: 'sales.read',
    route: 'GET /quiet-locations',
    touches: 'inside',
    input: Type.Object(
      {
        minutes: Type.Integer({
          minimum: 1,
          maximum: 10_080,
          description: 'Since the last sale, or since it opened today',
        }),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      items: Type.Array(
        Type.Object({
          locationId: uuid(),
          name: Type.String(),
          quietMinutes: Type.Integer(),
          quietSince: instant(),
          closesInMinutes: Type.Integer(),
          usualSales: Type.Union([
            Type.Number({
              description:
                'Sales in the same stretch of the same weekday, the mean of those of the last four weeks on which it traded',
            }),
            Type.Null(),
          ]),
          lastSaleAt: Type.Union([instant(), Type.Null()]),
        }),
      ),
    }),
    async run({ tx, grant, nowMs }, { minutes }) {
      const now = nowMs();
      const locations = [...(await readLocations(tx, grant.locationIds ?? undefined)).values()];
      const open = locations.flatMap((location) => {
        const { openedAtMs, closesAtMs } = hoursAt(location, now);
        return openedAtMs === null || closesAtMs === null ? [] : [{ location, openedAtMs, closesAtMs }];
      });
      const last = await lastSales(
        tx,
        open.map(({ location }) => location.locationId),
      );
      const quiet = open.flatMap(({ location, openedAtMs, closesAtMs }) => {
        const lastSaleAt = last.get(location.locationId) ?? null;
        const sinceMs = lastSaleAt === null ? openedAtMs : Math.max(openedAtMs, Date.parse(lastSaleAt));
        const quietMinutes = Math.floor((now - sinceMs) / minuteMs);
        return quietMinutes < minutes ? [] : [{ location, lastSaleAt, sinceMs, closesAtMs, quietMinutes }];
      });
      const usual = await usualSales(
        tx,
        quiet.map(({ location, sinceMs }) => ({ location, fromMs: sinceMs, toMs: now })),
      );
      return {
        items: quiet.map(({ location: { locationId, name }, lastSaleAt, sinceMs, closesAtMs, quietMinutes }) => ({
          locationId,
          name,
          quietMinutes,
          quietSince: new Date(sinceMs).toISOString(),
          closesInMinutes: Math.ceil((closesAtMs - now) / minuteMs),
          usualSales: usual.get(locationId) ?? null,
          lastSaleAt,
        })),
      };
    },
  }),
  action({
    name: 'sales.sale.list',
    version: '1.0.0',
    summary: 'Sales of a location and business day, newest first',
    effect: 'read',
    permission: 'sales.read',
    route: 'GET /sales',
    touches: ({ locationId }) => [locationId],
    input: Type.Object(
      { ...pageInput, locationId: uuid(), businessDay: Type.Optional(day()) },
      { additionalProperties: false },
    ),
    output: pageOf(SaleSummary),
    async run({ tx }, { cursor, limit = defaultLimit, locationId, businessDay }) {
      const after = readCursor(cursor, 3);
      const rows = await tx.rows<SaleRow>(
        `select ${saleColumns} from sales.sale s
         where s.org_id = $1 and s.location_id = $2 and ($3::date is null or s.business_day = $3)
           and ($4::date is null or (s.business_day, s.occurred_at, s.sale_id) < ($4, $5::timestamptz, $6::uuid))
         order by s.business_day desc, s.occurred_at desc, s.sale_id desc limit $7`,
        [
          tx.orgId,
          locationId,
          businessDay ?? null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          after?.[2] ?? null,
          limit + 1,
        ],
      );
      return pageFrom(rows, limit, (row) => [row.business_day, row.sort, row.sale_id], saleOf);
    },
  }),
  action({
    name: 'sales.sale.read',
    version: '1.0.0',
    summary: 'One sale with its lines and payments',
    effect: 'read',
    permission: 'sales.read',
    route: 'GET /sales/:saleId',
    touches: 'inside',
    input: Type.Object({ saleId: uuid() }, { additionalProperties: false }),
    output: Sale,
    async run({ tx, requireLocation }, { saleId }) {
      const row = await tx.row<SaleRow>(
        `select ${saleColumns} from sales.sale s where s.org_id = $1 and s.sale_id = $2`,
        [tx.orgId, saleId],
      );
      if (row === undefined) throw fault('not-found', 'SALE_UNKNOWN', `There is no sale ${saleId}.`);
      requireLocation(row.location_id);
      const lines = await tx.rows<LineRow>(
        `select line_no, item_id, qty_milli, unit_price_micro, discount_minor, tax_minor, total_minor, description, return_of_sale_id, return_of_line_no
         from sales.line where org_id = $1 and sale_id = $2 order by line_no`,
        [tx.orgId, saleId],
      );
      const payments = await tx.rows<{ method: string; amount_minor: number; reference: string | null }>(
        'select method, amount_minor, reference from sales.payment where org_id = $1 and sale_id = $2 order by payment_no',
        [tx.orgId, saleId],
      );
      return {
        ...saleOf(row),
        lines: lines.map((line) => ({
          lineNo: line.line_no,
          itemId: line.item_id,
          qtyMilli: line.qty_milli,
          unitPriceMicro: line.unit_price_micro,
          discountMinor: line.discount_minor,
          taxMinor: line.tax_minor,
          totalMinor: line.total_minor,
          description: line.description,
          returnOfSaleId: line.return_of_sale_id,
          returnOfLineNo: line.return_of_line_no,
        })),
        payments: payments.map((payment) => ({
          method: payment.method,
          amountMinor: payment.amount_minor,
          reference: payment.reference,
        })),
      };
    },
  }),
  action({
    name: 'sales.day.list',
    version: '1.0.0',
    summary: 'Totals by location and business day',
    effect: 'read',
    permission: 'sales.read',
    route: 'GET /sales-days',
    touches: 'inside',
    input: Type.Object({ from: day(), to: day(), locationId: Type.Optional(uuid()) }, { additionalProperties: false }),
    output: Type.Object({ items: Type.Array(DayTotal) }),
    async run({ tx, grant, requireLocation }, { from, to, locationId }) {
      if (locationId !== undefined) requireLocation(locationId);
      if (to < from)
        throw fault('invalid', 'INPUT_INVALID', '/to is before /from.', [{ pointer: '/to', detail: 'is before from' }]);
      const rows = await tx.rows<DayRow>(
        `select location_id, business_day, currency, sale_count, return_count, line_count, sold_milli, returned_milli, total_minor, discount_minor, tax_minor,
           cost_micro, last_occurred_at
         from sales.day_total where org_id = $1 and business_day between $2 and $3 and ($4::uuid is null or location_id = $4)
           and ($5::uuid[] is null or location_id = any($5::uuid[]))
         order by business_day, location_id, currency limit 20000`,
        [tx.orgId, from, to, locationId ?? null, grant.locationIds],
      );
      return {
        items: rows.map((row) => ({
          locationId: row.location_id,
          businessDay: row.business_day,
          currency: row.currency,
          saleCount: row.sale_count,
          returnCount: row.return_count,
          lineCount: row.line_count,
          soldMilli: row.sold_milli,
          returnedMilli: row.returned_milli,
          totalMinor: row.total_minor,
          discountMinor: row.discount_minor,
          taxMinor: row.tax_minor,
          costMicro: row.cost_micro,
          lastOccurredAt: row.last_occurred_at,
        })),
      };
    },
  }),
  action({
    name: 'sales.live.read',
    version: '1.0.0',
    summary: 'Every location now: sales against the same weekday, last sale, stock alarms',
    effect: 'read',
    permission: 'sales.read',
    route: 'GET /live',
    touches: 'inside',
    input: Type.Object({}, { additionalProperties: false }),
    output: Live,
    async run({ tx, grant, nowMs }) {
      return { at: new Date(nowMs()).toISOString(), locations: await readLive(tx, grant.locationIds, nowMs()) };
    },
  }),
];
