import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { requireRightBooks } from '../../testing/require-right-books.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { newId } from '../../platform/clock.ts';

let house: TestHouse;
let locationId: string;
let tea: string;
let soap: string;
beforeAll(async () => {
  house = await createTestHouse({ location: { taxRegion: 'DE', cashStepMinor: 5 } });
  locationId = house.locations[0].locationId;
  await house.api('POST', '/tax-rates', {
    rates: [{ taxClass: 'standard', region: 'DE', code: 'VAT', ratePpm: 190_000 }],
  });
  tea = textAt((await house.api('POST', '/items', { sku: 'TEA', name: 'Tea' })).body, 'itemId');
  soap = textAt((await house.api('POST', '/items', { sku: 'SOAP', name: 'Soap' })).body, 'itemId');
});
afterAll(() => house.close());
afterEach(() => requireRightBooks(house));

const line = (itemId: string, qtyMilli: number, unitPriceMicro = 11_900_000, more: object = {}) => ({
  itemId,
  qtyMilli,
  unitPriceMicro,
  ...more,
});
const sale = (fields: object = {}) => ({
  id: newId(),
  locationId,
  occurredAt: new Date().toISOString(),
  lines: [line(tea, 1_000)],
  ...fields,
});
const push = (sales: readonly unknown[]) => house.api('POST', '/sales/batch', { sales });
const statuses = (body: unknown): unknown[] => listAt(body, 'results').map((result) => at(result, 'status'));
const onHand = async (itemId: string): Promise<unknown> =>
  (await house.api('GET', `/stock/balances?locationId=${locationId}&itemId=${itemId}`)).at('items.0.onHandMilli') ?? 0;
const read = async (id: string): Promise<unknown> => (await house.api('GET', `/sales/${id}`)).body;

/** The day totals of a location today, and of the item tea. */
async function totals() {
  const [day] = await house.sql<{ sales: number; returns: number; total: number; sold: number; returned: number }>(
    `select sum(sale_count) as sales, sum(return_count) as returns, sum(total_minor) as total, sum(sold_milli) as sold, sum(returned_milli) as returned from sales.day_total`,
  );
  return day!;
}

describe('a batch', () => {
  it('stores the good sales and tells of each bad one, in the order sent', async () => {
    const [a, b] = [sale(), sale()];
    const answer = await push([
      a,
      sale({ lines: [line(tea, 0)] }),
      b,
      { id: 'x' },
      sale({ locationId: newId() }),
      sale({ currency: 'USD' }),
    ]);
    expect(statuses(answer.body)).toEqual(['stored', 'rejected', 'stored', 'rejected', 'rejected', 'rejected']);
    const codes = listAt(answer.body, 'results').map((result) => at(result, 'problem.code'));
    expect(codes).toEqual([undefined, 'SALE_INVALID', undefined, 'INPUT_INVALID', 'LOCATION_UNKNOWN', 'SALE_CURRENCY']);
    expect(listAt(answer.body, 'results').map((result) => at(result, 'index'))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('stores a sale that comes twice in it once', async () => {
    const twice = sale();
    const before = await onHand(tea);
    const answer = await push([
      twice,
      { ...twice, id: twice.id.toUpperCase() },
      { ...twice, lines: [line(tea, 5_000)] },
    ]);
    expect(statuses(answer.body)).toEqual(['stored', 'duplicate', 'rejected']);
    expect(at(answer.body, 'results.2.problem.code')).toBe('SALE_CONFLICT');
    expect(await onHand(tea)).toBe(Number(before) - 1_000);
  });

  it('sent again stores nothing again, and refuses the same id with other content', async () => {
    const sales = Array.from({ length: 20 }, () => sale());
    await push(sales);
    const before = await totals();
    expect(new Set(statuses((await push(sales)).body))).toEqual(new Set(['duplicate']));
    const changed = await push(sales.map((one) => ({ ...one, reference: 'other' })));
    expect(new Set(statuses(changed.body))).toEqual(new Set(['rejected']));
    expect(await totals()).toEqual(before);
  });

  it('pushed ten times at once by several callers is stored once', async () => {
    const sales = Array.from({ length: 30 }, (_, index) =>
      sale({ lines: [line(index % 2 === 0 ? tea : soap, 1_000)] }),
    );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => push(index % 2 === 0 ? sales : sales.toReversed())),
    );
    const stored = answers.reduce((sum, answer) => sum + Number(answer.at('stored')), 0);
    const duplicates = answers.reduce((sum, answer) => sum + Number(answer.at('duplicates')), 0);
    expect([stored, duplicates]).toEqual([30, 270]);
  });

  it('is refused beyond 500 sales, whole', async () => {
    const before = await totals();
    const answer = await push(Array.from({ length: 501 }, () => sale()));
    expect([answer.status, answer.at('problems.0.pointer')]).toEqual([400, '/sales']);
    expect(await totals()).toEqual(before);
  });

  it('rejects what is outside of the caller’s scope and stores the rest', async () => {
    const elsewhere = sale({ locationId: house.locations[1].locationId });
    const answer = await house.api('POST', '/sales/batch', { sales: [sale(), elsewhere] }, house.scopedKeys.cashier);
    expect(statuses(answer.body)).toEqual(['stored', 'rejected']);
    expect(at(answer.body, 'results.1.problem.code')).toBe('NOT_ALLOWED');
  });

  it('is stored whatever id it shares with a stock document', async () => {
    const shared = newId();
    await house.api('POST', '/stock/openings', { id: shared, locationId, lines: [{ itemId: tea, qtyMilli: 1_000 }] });
    const answer = await push([sale(), sale({ id: shared }), sale()]);
    expect(statuses(answer.body)).toEqual(['stored', 'rejected', 'stored']);
    expect(at(answer.body, 'results.1.problem.code')).toBe('STOCK_CONFLICT');
  });
});

describe('a sale', () => {
  it('may name its ids in upper case', async () => {
    const shouted = sale({ lines: [line(tea.toUpperCase(), 1_000)], locationId: locationId.toUpperCase() });
    const before = await onHand(tea);
    expect((await house.api('POST', '/sales', { ...shouted, id: shouted.id.toUpperCase() })).at('status')).toBe(
      'stored',
    );
    expect(statuses((await push([shouted])).body)).toEqual(['duplicate']);
    expect(await onHand(tea)).toBe(Number(before) - 1_000);
  });

  it('late and out of order counts on the business day it happened', async () => {
    const days = ['2026-02-03', '2026-02-01', '2026-02-02'];
    const late = days.map((day) => sale({ occurredAt: `${day}T12:00:00Z` }));
    const answer = await push(late);
    expect(listAt(answer.body, 'results').map((result) => at(result, 'businessDay'))).toEqual(days);
    expect(at(await read(late[0]!.id), 'origin')).toBe('late');
    const afterMidnight = sale({ occurredAt: '2026-02-05T02:30:00+01:00' });
    expect((await house.api('POST', '/sales', afterMidnight)).at('businessDay')).toBe('2026-02-04');
  });

  it('from a clock that cannot be is refused', async () => {
    for (const occurredAt of ['1999-12-31T23:59:59Z', new Date(Date.now() + 2 * 86_400_000).toISOString()])
      expect((await house.api('POST', '/sales', sale({ occurredAt }))).at('code')).toBe('SALE_TIME');
  });

  it('is taxed within its prices, or on top of them when it says so', async () => {
    const inside = sale();
    const onTop = sale({ taxInclusive: false });
    await push([inside, onTop]);
    expect(await read(inside.id)).toMatchObject({ totalMinor: 1_190, taxMinor: 190, netMinor: 1_000 });
    expect(await read(onTop.id)).toMatchObject({ totalMinor: 1_416, taxMinor: 226, netMinor: 1_190 });
  });

  it('is rounded as its till rounded the cash, and paid to the cent', async () => {
    const lines = [line(tea, 1_000, 9_980_000)];
    const rounded = sale({
      lines,
      roundingMinor: 2,
      payments: [{ method: 'cash', amountMinor: 1_000 }],
      totalMinor: 1_000,
    });
    expect((await house.api('POST', '/sales', rounded)).at('totalMinor')).toBe(1_000);
    const short = sale({
      lines,
      payments: [
        { method: 'cash', amountMinor: 900 },
        { method: 'card', amountMinor: 97 },
      ],
    });
    const answer = await house.api('POST', '/sales', short);
    expect([answer.status, answer.at('code'), answer.at('problems.0.pointer')]).toEqual([
      422,
      'SALE_INVALID',
      '/payments',
    ]);
  });

  it('of an unknown code is accepted, makes an unidentified item once and asks a person', async () => {
    const unknown = () =>
      sale({ lines: [{ code: '4711-abc', qtyMilli: 1_000, unitPriceMicro: 1_000_000, description: 'Odd thing' }] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => house.api('POST', '/sales', unknown())));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const found = await house.api('GET', '/items?search=4711-ABC');
    expect(listAt(found.body, 'items')).toHaveLength(1);
    expect(found.at('items.0')).toMatchObject({ status: 'unidentified', name: 'Odd thing' });
    const itemId = textAt(found.body, 'items.0.itemId');
    const tasks = await house.api('GET', '/tasks?kind=identify-item&limit=500');
    expect(listAt(tasks.body, 'items').filter((task) => at(task, 'details.itemId') === itemId)).toHaveLength(1);
    await house.api('PATCH', `/items/${itemId}`, { name: 'Known now' });
    const open = await house.api('GET', '/tasks?kind=identify-item&limit=500');
    expect(listAt(open.body, 'items').filter((task) => at(task, 'details.itemId') === itemId)).toEqual([]);
  });

  it('of an unknown code with letters that have no capital is known again', async () => {
    const unknown = () => sale({ lines: [{ code: 'Straße-1', qtyMilli: 1_000, unitPriceMicro: 1_000_000 }] });
    await push([unknown(), unknown()]);
    await push([unknown()]);
    const found = listAt((await house.api('GET', `/items?search=${encodeURIComponent('Straße-1')}`)).body, 'items');
    expect(found).toHaveLength(1);
    expect(await onHand(textAt(found[0], 'itemId'))).toBe(-3_000);
  });

  it('that was rejected leaves no item, task or total behind', async () => {
    const before = await totals();
    await house.api(
      'POST',
      '/sales',
      sale({ totalMinor: 1, lines: [{ code: 'GHOST', qtyMilli: 1_000, unitPriceMicro: 1_000_000 }] }),
    );
    expect(await totals()).toEqual(before);
    expect((await house.api('GET', '/items?search=GHOST')).at('items')).toEqual([]);
  });

  it('below zero is accepted and asks for a count, once while it is open', async () => {
    const item = textAt((await house.api('POST', '/items', { sku: 'SCARCE', name: 'Scarce' })).body, 'itemId');
    await push([sale({ lines: [line(item, 1_000)] }), sale({ lines: [line(item, 2_000)] })]);
    expect(await onHand(item)).toBe(-3_000);
    const tasks = await house.api('GET', '/tasks?kind=count-item&limit=500');
    const mine = listAt(tasks.body, 'items').filter((task) => at(task, 'details.itemId') === item);
    expect(mine).toHaveLength(1);
    await house.api('POST', '/stock/counts', {
      id: newId(),
      locationId,
      lines: [{ itemId: item, countedMilli: 4_000 }],
    });
    expect(await onHand(item)).toBe(4_000);
    const after = await house.api('GET', '/tasks?kind=count-item&limit=500');
    expect(listAt(after.body, 'items').filter((task) => at(task, 'details.itemId') === item)).toEqual([]);
  });

  it('that is a return puts the goods back and lowers the day', async () => {
    const bought = sale({ lines: [line(soap, 3_000)] });
    await push([bought]);
    const [stockBefore, before] = [await onHand(soap), await totals()];
    await push([sale({ lines: [line(soap, -1_000, 11_900_000, { returnOf: { saleId: bought.id, lineNo: 1 } })] })]);
    const after = await totals();
    expect(await onHand(soap)).toBe(Number(stockBefore) + 1_000);
    expect([after.total - before.total, after.returns - before.returns, after.sales - before.sales]).toEqual([
      -1_190, 1, 0,
    ]);
  });
});

describe('a void', () => {
  const voidOf = (saleId: string, fields: object = {}) =>
    house.api('POST', `/sales/${saleId}/void`, { id: newId(), locationId, reason: 'mistake', ...fields });

  it('after its sale takes back stock and totals, once', async () => {
    const [stock, before] = [await onHand(tea), await totals()];
    const one = sale({ lines: [line(tea, 2_000), line(soap, -1_000)] });
    await push([one]);
    const id = newId();
    expect((await voidOf(one.id, { id })).at('status')).toBe('posted');
    expect((await voidOf(one.id, { id })).at('status')).toBe('posted');
    expect(await onHand(tea)).toBe(stock);
    expect(await totals()).toEqual(before);
    expect((await voidOf(one.id)).at('code')).toBe('VOID_CONFLICT');
    expect(at(await read(one.id), 'voided')).toBe(true);
  });

  it('before its sale waits for it', async () => {
    const [stock, before] = [await onHand(tea), await totals()];
    const one = sale();
    expect((await voidOf(one.id)).at('status')).toBe('pending');
    expect(statuses((await push([one])).body)).toEqual(['stored']);
    expect(await onHand(tea)).toBe(stock);
    expect(await totals()).toEqual(before);
    expect(at(await read(one.id), 'voided')).toBe(true);
  });

  it('at the very moment of its sale is posted by the sweep at the latest, once', async () => {
    const [stock, before] = [await onHand(tea), await totals()];
    const sales = Array.from({ length: 25 }, () => sale());
    await Promise.all(sales.flatMap((one) => [house.api('POST', '/sales', one), voidOf(one.id)]));
    await Promise.all([house.house.sales.sweepVoids(), house.house.sales.sweepVoids()]);
    const [pending] = await house.sql<{ pending: number }>(
      'select count(*) as pending from sales.void where posted_at is null',
    );
    expect(pending?.pending).toBe(0);
    expect(await onHand(tea)).toBe(stock);
    expect(await totals()).toEqual(before);
  });

  it('at another location than its sale is refused', async () => {
    const one = sale();
    await push([one]);
    expect((await voidOf(one.id, { locationId: house.locations[1].locationId })).at('code')).toBe('SALE_INVALID');
    expect(at(await read(one.id), 'voided')).toBe(false);
  });

  it('of another location, sent before the sale by one whose scope is that location, does not void the sale', async () => {
    const one = sale({ locationId: house.locations[1].locationId });
    const early = await house.api(
      'POST',
      `/sales/${one.id}/void`,
      { id: newId(), locationId, reason: 'not mine' },
      house.scopedKeys['location-manager'],
    );
    expect(early.at('status')).toBe('pending');
    await push([one]);
    await house.house.sales.sweepVoids();
    expect(at(await read(one.id), 'voided')).toBe(false);
  });
});
