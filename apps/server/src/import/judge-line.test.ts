import { describe, expect, it } from 'vitest';
import { createJudge } from './judge-line.ts';
import { builtInMappings, loadMapping } from './mapping-files.ts';
import { parseMapping } from './mapping.ts';
import { bindLayout, recogniseLayout } from './recognise-layout.ts';

const nowMs = Date.UTC(2026, 0, 1);
const uciHeader = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];

async function judgeOf(header: readonly string[]) {
  const judge = createJudge({ ...recogniseLayout(await builtInMappings(), header), nowMs });
  return (fields: readonly string[]) => {
    const { accepted, rejected } = judge({ line: 2, fields });
    return accepted ?? rejected;
  };
}

describe('the UCI layout', () => {
  const line = (changes: Readonly<Record<string, string>> = {}) =>
    Object.values({
      no: '536365',
      code: '85123A',
      text: 'HOLDER',
      qty: '6',
      at: '2010-12-01 08:26:00',
      price: '2.55',
      who: '17850.0',
      land: 'United Kingdom',
      ...changes,
    });

  it('takes a line', async () => {
    const judge = await judgeOf(uciHeader);
    expect(judge(line())).toMatchObject({
      saleNumber: '536365',
      code: '85123A',
      qtyMilli: 6000,
      priceMicro: 2_550_000,
      amountMinor: 1530,
      currency: 'GBP',
      locationCode: 'ONLINE',
      atMs: Date.UTC(2010, 11, 1, 8, 26),
    });
    expect(judge(line({ price: '0.001', qty: '1' }))).toMatchObject({ priceMicro: 1000, amountMinor: 0 });
    expect(judge(line({ no: 'C1', qty: '-2' }))).toMatchObject({ qtyMilli: -2000, amountMinor: -510 });
  });

  it.each([
    [{ code: '' }, 'no-item'],
    [{ no: '' }, 'no-sale-number'],
    [{ qty: 'six' }, 'bad-quantity'],
    [{ qty: '0' }, 'zero-quantity'],
    [{ price: '' }, 'bad-price'],
    [{ price: '-1.5', code: 'B' }, 'negative-price'],
    [{ price: '99999999999', qty: '99999999' }, 'bad-price'],
    [{ at: '2010-13-01 08:26:00' }, 'bad-time'],
    [{ at: '1999-12-01 08:26:00' }, 'bad-time'],
    [{ at: '2030-12-01 08:26:00' }, 'bad-time'],
    [{ qty: '-3', price: '0' }, 'unmarked-negative'],
    [{ no: 'C1', qty: '3' }, 'return-not-negative'],
    [{ code: 'post' }, 'not-an-item'],
    [{ code: 'BANK CHARGES' }, 'not-an-item'],
    [{ code: 'gift_0001_20' }, 'not-an-item'],
    [{ price: '0.0', who: '' }, 'stock-adjustment'],
    [{ text: 'CAF\ufffd' }, 'bad-encoding'],
  ])('rejects %j as %s', async (changes, reason) => {
    expect((await judgeOf(uciHeader))(line(changes))).toMatchObject({ reason });
  });

  it('stores what a customer got for nothing', async () => {
    expect((await judgeOf(uciHeader))(line({ price: '0.0' }))).toMatchObject({ amountMinor: 0 });
  });

  it('rejects a line with too few columns, and a blank one', async () => {
    const judge = await judgeOf(uciHeader);
    expect(judge(['536365', 'x'])).toMatchObject({ reason: 'column-count' });
    expect(judge([''])).toMatchObject({ reason: 'blank-line' });
  });
});

describe('recognising a layout', () => {
  it.each([
    [uciHeader, 'uci-online-retail'],
    [
      ['Invoice', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'Price', 'Customer ID', 'Country'],
      'uci-online-retail',
    ],
    [['item_id', 'dept_id', 'store_id', 'value', 'date', 'sell_price'], 'm5'],
    [['Price', 'Qty', 'SKU', 'Time', 'Receipt', 'location', 'currency'], 'generic'],
  ])('knows %j', async (header, name) => {
    expect(recogniseLayout(await builtInMappings(), header).mapping.name).toBe(name);
  });

  it('says what every known layout misses', async () => {
    const mappings = await builtInMappings();
    expect(() => recogniseLayout(mappings, ['a', 'b'])).toThrow(
      /m5 misses .*store_id.*uci-online-retail misses InvoiceNo or Invoice/,
    );
  });

  it('names the missing column of a chosen mapping', async () => {
    const mapping = await loadMapping('m5');
    const bind = () => bindLayout(mapping, ['item_id', 'dept_id', 'store_id', 'date', 'sell_price']);
    expect(bind).toThrow('"value" or "sales" or "demand"');
    expect(bind).toThrow(
      expect.objectContaining({
        code: 'IMPORT_MAPPING',
        problems: [{ pointer: '/columns/quantity', detail: 'the file has no column value or sales or demand' }],
      }),
    );
  });
});

describe('a mapping of ones own', () => {
  const written = {
    name: 'mine',
    delimiter: ';',
    decimalMark: ',',
    thousandsMark: '.',
    columns: { sale: 'Bon', item: 'Artikel', quantity: 'Menge', price: 'Preis', time: 'Zeit' },
    alsoColumns: ['Art'],
    time: { formats: ['dd.MM.yyyy HH:mm'], zone: 'Europe/Berlin' },
    oneSale: 'per-number',
    location: { code: 'L1' },
    currency: 'EUR',
    returns: { when: { Art: ['R'] }, writtenAs: 'positive' },
  };
  const header = ['Bon', 'Artikel', 'Menge', 'Preis', 'Zeit', 'Art'];

  it('reads decimal commas and returns written as positive', () => {
    const mapping = parseMapping(written, 'here');
    const judge = createJudge({ mapping, layout: bindLayout(mapping, header), nowMs });
    expect(judge({ line: 2, fields: ['1', 'x', '2', '1.234,50', '01.07.2025 10:00', 'R'] }).accepted).toMatchObject({
      qtyMilli: -2000,
      priceMicro: 1_234_500_000,
      amountMinor: -246_900,
      atMs: Date.UTC(2025, 6, 1, 8),
    });
  });

  it.each([
    [{ columns: { ...written.columns, price: 7 } }, '/columns/price'],
    [{ time: { formats: ['dd'], zone: 'Berlin' } }, '/time/zone'],
    [{ encoding: 'klingon' }, '/encoding'],
    [{ colums: {} }, '/colums'],
    [{ columns: { ...written.columns, sale: undefined } }, '/columns/sale'],
  ])('is refused with %j, by the place', (change, pointer) => {
    const broken: unknown = JSON.parse(JSON.stringify({ ...written, ...change }));
    expect(() => parseMapping(broken, 'here')).toThrow(pointer);
    expect(() => parseMapping(broken, 'here')).toThrow(expect.objectContaining({ code: 'IMPORT_MAPPING' }));
  });

  it.each([
    [{ reject: [{ reason: 'odd', when: { Nowhere: 'x' } }] }, '/reject/0/when/Nowhere'],
    [{ reject: [{ reason: 'odd', when: { item: '(' } }] }, '/reject/0/when/item'],
    [{ reject: [{ reason: 'odd', when: { price: 'cheap' } }] }, '/reject/0/when/price'],
    [{ location: {} }, '/columns/location'],
    [{ currency: undefined }, '/currency'],
  ])('is refused on a file with %j, by the place', (change, pointer) => {
    const mapping = parseMapping(JSON.parse(JSON.stringify({ ...written, ...change })), 'here');
    expect(() => createJudge({ mapping, layout: bindLayout(mapping, header), nowMs })).toThrow(
      new RegExp(
        pointer === '/columns/location' ? 'for the location' : pointer === '/currency' ? 'names a currency' : pointer,
      ),
    );
  });
});
