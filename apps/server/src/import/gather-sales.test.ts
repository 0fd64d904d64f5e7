import { describe, expect, it } from 'vitest';
import { createSaleGatherer, type ImportSale } from './gather-sales.ts';
import type { AcceptedLine } from './judge-line.ts';

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const accepted = (line: number, saleNumber: string, atMs: number, more: Partial<AcceptedLine> = {}): AcceptedLine => ({
  line,
  saleNumber,
  locationCode: 'L1',
  currency: 'EUR',
  atMs,
  day: '',
  code: `C${line}`,
  description: '',
  category: '',
  qtyMilli: 1000,
  priceMicro: 1_000_000,
  amountMinor: 100,
  ...more,
});

async function gather(lines: readonly AcceptedLine[], memoryChars?: number): Promise<ImportSale[]> {
  const gatherer = createSaleGatherer(memoryChars);
  try {
    for (const line of lines) await gatherer.add(line, null);
    const count = await gatherer.finish();
    const sales = await all(gatherer.sales());
    expect(sales).toHaveLength(count);
    return sales;
  } finally {
    await gatherer.close();
  }
}

const shape = (sales: readonly ImportSale[]) =>
  sales.map((sale) => [sale.number, sale.part, sale.atMs, sale.lines.map(([line]) => line)]);

describe('sales of a file', () => {
  it('holds the lines of a number wherever they stand, and comes in the order of time', async () => {
    const lines = [accepted(2, 'B', 50), accepted(3, 'A', 20), accepted(4, 'A', 20), accepted(5, 'B', 50)];
    expect(shape(await gather(lines))).toEqual([
      ['A', 0, 20, [3, 4]],
      ['B', 0, 50, [2, 5]],
    ]);
  });

  it('happened when its earliest line did', async () => {
    const lines = [accepted(2, 'A', 90), accepted(3, 'B', 40), accepted(4, 'A', 30)];
    expect(shape(await gather(lines))).toEqual([
      ['A', 0, 30, [4, 2]],
      ['B', 0, 40, [3]],
    ]);
  });

  it('keeps locations and currencies apart', async () => {
    const lines = [
      accepted(2, 'A', 1),
      accepted(3, 'A', 1, { locationCode: 'L2' }),
      accepted(4, 'A', 1, { currency: 'CHF' }),
    ];
    expect(await gather(lines)).toHaveLength(3);
  });

  it('splits what has more lines than a sale may have', async () => {
    const lines = Array.from({ length: 2_300 }, (_, index) => accepted(index + 2, 'A', 7 + (index % 2)));
    const sales = await gather(lines);
    expect(sales.map(({ part, lines: its }) => [part, its.length])).toEqual([
      [0, 1000],
      [1, 1000],
      [2, 300],
    ]);
    expect(new Set(sales.flatMap((sale) => sale.lines.map(([line]) => line))).size).toBe(2_300);
    expect(sales.every((sale) => sale.atMs === 7)).toBe(true);
  });

  it('is the same when memory is short', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      accepted(index + 2, `S${(index * 7919) % 400}`, 1000 + ((index * 31) % 900)),
    );
    expect(await gather(lines, 5_000)).toEqual(await gather(lines));
  });
});
