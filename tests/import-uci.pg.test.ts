import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile, type ImportOptions } from '../apps/server/src/import/import-file.ts';
import { createTestHouse, type TestHouse } from '../apps/server/src/testing/test-house.ts';

const path = join(
  process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../shared'),
  'data/online_retail_uci.csv.gz',
);
const isThere = existsSync(path);
if (!isThere) console.warn(`skipped: the import of UCI Online Retail (absent: ${path})`);

const isLong = process.env['BARROW_CHECK_LONG'] === '1';
const shortLines = 60_000;
if (isThere && !isLong)
  console.warn(
    `shortened: ${shortLines} lines of UCI Online Retail are stored, all of them only judged (whole with "check --long")`,
  );

/**
 * The whole file computed a second time, sharing no code with the importer: its own splitting of lines, its own list of fees, sums in
 * BigInt, days taken from the text (London's business day ends at 04:00 and nothing was invoiced at night).
 */
type Expected = {
  readonly lines: number;
  stored: number;
  readonly reasons: Record<string, number>;
  readonly invoices: Set<string>;
  soldUnits: bigint;
  returnedUnits: bigint;
  amountMinor: bigint;
  /** `code day` -> units sold, units returned, amount. */
  readonly itemDays: Map<string, { sold: bigint; returned: bigint; amount: bigint }>;
  /** Lines that are exactly the same as an earlier one, stored or not. */
  duplicates: number;
};

const fees = new Set(['POST', 'DOT', 'D', 'M', 'S', 'B', 'C2', 'CRUK', 'BANK CHARGES', 'AMAZONFEE']);

function split(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quoted && char === '"' && line.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field];
}

/** A decimal text in millionths. */
function micros(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(6, '0'));
  return text.startsWith('-') ? -size : size;
}

/** Pennies of a quantity at a price, half away from zero. */
function pennies(priceMicro: bigint, units: bigint): bigint {
  const value = priceMicro * units;
  const size = value < 0n ? -value : value;
  const rounded = (size + 5_000n) / 10_000n;
  return value < 0n ? -rounded : rounded;
}

function reasonOf(
  invoice: string,
  code: string,
  units: bigint,
  priceMicro: bigint,
  customer: string,
): string | undefined {
  if (priceMicro < 0n) return 'negative-price';
  if (units < 0n && !invoice.startsWith('C')) return 'unmarked-negative';
  if (fees.has(code.toUpperCase()) || code.toLowerCase().startsWith('gift_')) return 'not-an-item';
  return priceMicro === 0n && customer === '' ? 'stock-adjustment' : undefined;
}

function compute(atMost: number): Expected {
  const text = gunzipSync(readFileSync(path)).toString('utf8').split('\r\n');
  const rows = text.slice(1, text.at(-1) === '' ? -1 : undefined).slice(0, atMost);
  const seen = new Set<string>();
  const expected: Expected = {
    lines: rows.length,
    stored: 0,
    reasons: {},
    invoices: new Set(),
    soldUnits: 0n,
    returnedUnits: 0n,
    amountMinor: 0n,
    itemDays: new Map(),
    duplicates: 0,
  };
  for (const row of rows) {
    if (seen.has(row)) expected.duplicates += 1;
    seen.add(row);
    const [invoice = '', code = '', , quantity = '', at = '', price = '', customer = ''] = split(row);
    const units = BigInt(quantity);
    const priceMicro = micros(price);
    const reason = reasonOf(invoice, code, units, priceMicro, customer);
    if (reason !== undefined) {
      expected.reasons[reason] = (expected.reasons[reason] ?? 0) + 1;
      continue;
    }
    expected.stored += 1;
    expected.invoices.add(invoice);
    const amount = pennies(priceMicro, units);
    expected.amountMinor += amount;
    if (units > 0n) expected.soldUnits += units;
    else expected.returnedUnits -= units;
    const key = `${code.toUpperCase()} ${at.slice(0, 10)}`;
    const day = expected.itemDays.get(key) ?? { sold: 0n, returned: 0n, amount: 0n };
    expected.itemDays.set(key, {
      sold: day.sold + (units > 0n ? units : 0n),
      returned: day.returned - (units < 0n ? units : 0n),
      amount: day.amount + amount,
    });
  }
  return expected;
}

const options: ImportOptions = {
  path,
  mapping: undefined,
  createLocations: true,
  progress: { tell: () => undefined, end: () => undefined },
  signal: new AbortController().signal,
  nowMs: Date.now(),
};

function reportedFor(expected: Expected) {
  return {
    mapping: 'uci-online-retail',
    status: 'complete',
    rejectedByReason: expected.reasons,
    totals: {
      GBP: {
        lines: expected.stored,
        soldMilli: Number(expected.soldUnits) * 1000,
        returnedMilli: Number(expected.returnedUnits) * 1000,
        amountMinor: Number(expected.amountMinor),
      },
    },
  };
}

describe.skipIf(!isThere)('UCI Online Retail', () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await createTestHouse();
  });
  afterAll(() => test.close());

  it('judges every line of the file as an independent computation does', { timeout: 120_000 }, async () => {
    const expected = compute(Infinity);
    expect(expected.lines).toBe(541_909);
    expect(expected.duplicates).toBe(5_268);
    expect(expected.reasons).toEqual({
      'unmarked-negative': 1336,
      'negative-price': 2,
      'not-an-item': 2944,
      'stock-adjustment': 1128,
    });
    const report = await importFile(options);
    const rejected = Object.values(expected.reasons).reduce((sum, count) => sum + count, 0);
    expect(report).toMatchObject({
      ...reportedFor(expected),
      dryRun: true,
      lines: { read: 541_909, stored: 541_909 - rejected, rejected, waiting: 0 },
    });
  });

  it('is stored to the unit and the penny, once', { timeout: 600_000 }, async () => {
    const expected = compute(isLong ? Infinity : shortLines);
    const stored = { ...options, ...(isLong ? {} : { limit: shortLines }), opening: 'derive' } as const;
    const target = { house: test.house, orgId: test.orgId };
    const report = await importFile(stored, target);
    expect(report).toMatchObject({
      ...reportedFor(expected),
      lines: { read: expected.lines, stored: expected.stored, duplicate: 0, waiting: 0 },
    });
    console.warn(`UCI: ${expected.lines} lines in ${report.seconds} s, ${report.linesPerSecond} lines/s`);

    const count = async (sql: string) => (await test.sql(sql, [test.orgId]))[0];
    expect(
      await count(
        'select count(*)::bigint as lines, sum(qty_milli)::bigint as qty, sum(total_minor)::bigint as total from sales.line where org_id = $1',
      ),
    ).toEqual({
      lines: expected.stored,
      qty: Number(expected.soldUnits - expected.returnedUnits) * 1000,
      total: Number(expected.amountMinor),
    });
    expect(
      await count(
        'select count(distinct receipt_number)::bigint as invoices, sum(total_minor)::bigint as total from sales.sale where org_id = $1',
      ),
    ).toEqual({
      invoices: expected.invoices.size,
      total: Number(expected.amountMinor),
    });
    expect(
      await count(
        'select sum(line_count)::bigint as lines, sum(total_minor)::bigint as total from sales.day_total where org_id = $1',
      ),
    ).toEqual({
      lines: expected.stored,
      total: Number(expected.amountMinor),
    });
    expect(
      await test.sql(
        `select kind, count(*)::bigint as count, sum(on_hand_delta_milli)::bigint as sum from stock.move where org_id = $1 and kind in ('sale', 'return') group by kind order by kind`,
        [test.orgId],
      ),
    ).toMatchObject([
      { kind: 'return', sum: Number(expected.returnedUnits) * 1000 },
      { kind: 'sale', sum: -Number(expected.soldUnits) * 1000 },
    ]);
    expect(
      await count(
        'select min(on_hand_milli)::bigint as least, (sum(on_hand_milli) - (select sum(on_hand_delta_milli) from stock.move where org_id = $1))::bigint as differs from stock.balance where org_id = $1',
      ),
    ).toMatchObject({ differs: 0 });
    expect(
      await count('select count(*)::bigint as below from stock.balance where org_id = $1 and on_hand_milli < 0'),
    ).toEqual({ below: 0 });

    const days = await test.sql<{ key: string; sold: number; returned: number; amount: number }>(
      `select upper(i.sku) || ' ' || d.business_day as key, d.sold_milli as sold, d.returned_milli as returned, d.total_minor as amount
       from sales.item_day d join catalogue.item i on i.org_id = d.org_id and i.item_id = d.item_id where d.org_id = $1`,
      [test.orgId],
    );
    expect(days.length).toBe(expected.itemDays.size);
    const wrong = days.filter(({ key, sold, returned, amount }) => {
      const day = expected.itemDays.get(key);
      return (
        day === undefined ||
        Number(day.sold) * 1000 !== sold ||
        Number(day.returned) * 1000 !== returned ||
        Number(day.amount) !== amount
      );
    });
    expect(wrong).toEqual([]);

    expect(await importFile(stored, target)).toMatchObject({
      lines: { stored: 0, duplicate: expected.stored },
      sales: { stored: 0, refused: 0 },
      items: { created: 0 },
    });
    expect(await count('select count(*)::bigint as lines from sales.line where org_id = $1')).toEqual({
      lines: expected.stored,
    });
  });
});
