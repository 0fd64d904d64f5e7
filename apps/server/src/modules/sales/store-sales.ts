import { plainArray, type Tx } from '../../platform/postgres.ts';
import type { PreparedSale } from './prepare-sale.ts';

export type Entered = { readonly sale: PreparedSale; readonly enteredBy: string };

/** Inserts sales whose ids are new, in key order; answers those ids. */
export async function insertSales(tx: Tx, entered: readonly Entered[]): Promise<Set<string>> {
  const sorted = entered.toSorted((a, b) => (a.sale.input.id < b.sale.input.id ? -1 : 1));
  const sales = sorted.map(({ sale }) => sale);
  const rows = await tx.rows<{ sale_id: string }>(
    `insert into sales.sale (org_id, sale_id, location_id, business_day, occurred_at, currency, line_count, net_minor, discount_minor, tax_minor,
       rounding_minor, total_minor, tax_inclusive, origin, entered_by, receipt_number, reference, content_hash)
     select $1, s.* from unnest($2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::text[], $7::integer[], $8::bigint[], $9::bigint[], $10::bigint[],
       $11::bigint[], $12::bigint[], $13::boolean[], $14::text[], $15::text[], $16::text[], $17::text[], $18::bytea[]) as s
     on conflict do nothing returning sale_id`,
    [
      tx.orgId,
      plainArray(sales.map((s) => s.input.id)),
      plainArray(sales.map((s) => s.location.locationId)),
      plainArray(sales.map((s) => s.businessDay)),
      plainArray(sales.map((s) => s.occurredAt)),
      plainArray(sales.map((s) => s.location.currency)),
      plainArray(sales.map((s) => s.input.lines.length)),
      plainArray(sales.map((s) => s.priced.totals.netMinor)),
      plainArray(sales.map((s) => s.priced.totals.discountMinor)),
      plainArray(sales.map((s) => s.priced.totals.taxMinor)),
      plainArray(sales.map((s) => s.priced.totals.roundingMinor)),
      plainArray(sales.map((s) => s.priced.totals.totalMinor)),
      plainArray(sales.map((s) => s.priced.taxInclusive)),
      plainArray(sales.map((s) => s.origin)),
      sorted.map((one) => one.enteredBy),
      sales.map((s) => s.input.receiptNumber ?? null),
      sales.map((s) => s.input.reference ?? null),
      `{${sales.map((s) => `"\\\\x${s.contentHash.toString('hex')}"`).join(',')}}`,
    ],
    'insert-sales',
  );
  return new Set(rows.map((row) => row.sale_id));
}

export async function storedHashes(tx: Tx, saleIds: readonly string[]): Promise<Map<string, Buffer>> {
  if (saleIds.length === 0) return new Map();
  const rows = await tx.rows<{ sale_id: string; content_hash: Buffer }>(
    'select sale_id, content_hash from sales.sale where org_id = $1 and sale_id = any($2::uuid[])',
    [tx.orgId, plainArray(saleIds)],
    'stored-hashes',
  );
  return new Map(rows.map((row) => [row.sale_id, row.content_hash]));
}

export async function insertLines(tx: Tx, sales: readonly PreparedSale[]): Promise<void> {
  const lines = sales.flatMap((sale) =>
    sale.input.lines.map((line, index) => ({
      sale,
      line,
      item: sale.items[index]!,
      priced: sale.priced.lines[index]!,
    })),
  );
  await tx.run(
    `insert into sales.line (org_id, sale_id, line_no, item_id, qty_milli, unit_price_micro, discount_minor, tax_minor, total_minor, description,
       return_of_sale_id, return_of_line_no)
     select $1, l.* from unnest($2::uuid[], $3::integer[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[],
       $11::uuid[], $12::integer[]) as l`,
    [
      tx.orgId,
      plainArray(lines.map((l) => l.sale.input.id)),
      plainArray(lines.map((l) => l.priced.lineNo)),
      plainArray(lines.map((l) => l.item.itemId)),
      plainArray(lines.map((l) => l.line.qtyMilli)),
      plainArray(lines.map((l) => l.line.unitPriceMicro)),
      plainArray(lines.map((l) => l.priced.discountMinor)),
      plainArray(lines.map((l) => l.priced.taxMinor)),
      plainArray(lines.map((l) => l.priced.lineTotalMinor)),
      lines.map((l) => l.line.description ?? null),
      plainArray(lines.map((l) => l.line.returnOf?.saleId ?? null)),
      plainArray(lines.map((l) => l.line.returnOf?.lineNo ?? null)),
    ],
    'insert-lines',
  );
}

export async function insertPayments(tx: Tx, sales: readonly PreparedSale[]): Promise<void> {
  const payments = sales.flatMap((sale) =>
    (sale.input.payments ?? []).map((payment, index) => ({ saleId: sale.input.id, no: index + 1, payment })),
  );
  if (payments.length === 0) return;
  await tx.run(
    `insert into sales.payment (org_id, sale_id, payment_no, method, amount_minor, reference)
     select $1, p.* from unnest($2::uuid[], $3::integer[], $4::text[], $5::bigint[], $6::text[]) as p`,
    [
      tx.orgId,
      plainArray(payments.map((p) => p.saleId)),
      plainArray(payments.map((p) => p.no)),
      plainArray(payments.map((p) => p.payment.method)),
      plainArray(payments.map((p) => p.payment.amountMinor)),
      payments.map((p) => p.payment.reference ?? null),
    ],
    'insert-payments',
  );
}
