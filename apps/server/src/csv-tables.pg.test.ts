import { array, assert, asyncProperty, constantFrom, oneof, record, string, stringMatching } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, type ApiAnswer } from './testing/call-api.ts';
import { fingerprint } from './testing/fingerprint.ts';
import { at, listAt, textAt } from './testing/json-at.ts';
import { createTestHouse, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.close());

function send(table: string, csv: string, key: string = house.keys.owner): Promise<ApiAnswer> {
  const headers = { 'content-type': 'text/csv; charset=utf-8' };
  return callApi(house.address, { method: 'POST', path: `/${table}.csv`, body: csv, key, headers });
}

async function sent(table: string, csv: string, key?: string): Promise<unknown> {
  const answer = await send(table, csv, key);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function fetched(table: string, key?: string): Promise<string> {
  const answer = await house.api('GET', `/${table}.csv`, undefined, key);
  expect(answer.status).toBe(200);
  return String(answer.body).replace('\uFEFF', '');
}

/** Line and column of what was rejected. */
function rejectedOf(report: unknown): unknown[][] {
  return listAt(report, 'rejected').map((one) => [at(one, 'line'), at(one, 'column')]);
}

/** Everything but what every request leaves behind. */
async function stored(): Promise<Record<string, string>> {
  const { 'platform.audit': _audit, ...tables } = await fingerprint(house.sql, house.orgId);
  return tables;
}

/** Sends every table as it was fetched, and says what changed. */
async function roundTrip(): Promise<void> {
  const before = await stored();
  for (const table of ['locations', 'items', 'prices', 'assortment', 'suppliers', 'supplier-items']) {
    const csv = await fetched(table);
    expect(await sent(table, csv)).toMatchObject({ created: 0, changed: 0, rejected: [] });
    expect(await fetched(table)).toBe(csv);
  }
  expect(await stored()).toEqual(before);
}

describe('items as a table', () => {
  it('are added and changed by SKU, the rest stays', async () => {
    const csv = [
      'sku,name,unit,category,variant_of,variant,tax_class,pack,shelf_life_days,gtins,other_codes',
      'SOAP-L,"Soap, large",each,Soap,SOAP,size=L; scent=Rose,reduced,6,365,4006381333931;96385074,OLD-1; OLD-2',
      'SOAP,Soap,each,Soap,,,reduced,12,,,',
    ].join('\n');
    expect(await sent('items', csv)).toEqual({ created: 2, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('items', csv)).toEqual({ created: 0, changed: 0, unchanged: 2, rejected: [] });
    expect(await sent('items', 'SKU;Pack\nsoap-l;0,5\nSOAP;12,000\n')).toEqual({
      created: 0,
      changed: 1,
      unchanged: 1,
      rejected: [],
    });
    const found = await house.api('GET', '/items?search=SOAP-L');
    const parent = await house.api('GET', '/items?search=SOAP');
    const soap = listAt(parent.body, 'items').find((one) => textAt(one, 'sku') === 'SOAP');
    expect(found.at('items.0')).toMatchObject({
      sku: 'soap-l',
      name: 'Soap, large',
      variantOf: textAt(soap, 'itemId'),
      variant: { size: 'L', scent: 'Rose' },
      taxClass: 'reduced',
      packMilli: 500,
      shelfLifeDays: 365,
      gtins: ['4006381333931', '96385074'],
      otherCodes: ['OLD-1', 'OLD-2'],
    });
    expect(await sent('items', 'sku,gtins,shelf_life_days,variant_of,unit\nSOAP-L,,,,\n')).toMatchObject({
      changed: 1,
    });
    const emptied = await house.api('GET', '/items?search=SOAP-L');
    expect(emptied.at('items.0')).toMatchObject({ gtins: [], shelfLifeDays: null, variantOf: null, unit: 'each' });
  });

  it('stores the good lines and says of each bad one where and why', async () => {
    const csv = [
      'sku,name,pack,gtins,variant_of,variant,unit',
      'GOOD-1,Good,1,,,,',
      'BAD-1,Bad,six,,,,',
      'BAD-2,Bad,1,4006381333932,,,',
      'BAD-3,Bad,1,,NOWHERE,,',
      'BAD-4,Bad,1,,,size,',
      'BAD-5,Bad,1,,,,stone',
      ',Bad,1,,,,',
      'BAD-6,,1,,,,',
      'GOOD-1,Again,1,,,,',
      'BAD-7,Bad',
      'GOOD-2,"Good\ntoo",1,96385074,,,',
      'BAD-8,Bad,0,,,,',
    ].join('\r\n');
    const report = await sent('items', csv);
    expect(report).toMatchObject({ created: 2, changed: 0, unchanged: 0 });
    expect(rejectedOf(report)).toEqual([
      [3, 'pack'],
      [4, 'gtins'],
      [5, 'variant_of'],
      [6, 'variant'],
      [7, 'unit'],
      [8, 'sku'],
      [9, 'name'],
      [10, 'sku'],
      [11, null],
      [14, 'pack'],
    ]);
    const found = await house.api('GET', '/items?search=BAD');
    expect(found.at('items')).toEqual([]);
  });

  it('that nobody identified stay so until something is said of them', async () => {
    await house.api('POST', '/sales', {
      id: crypto.randomUUID(),
      locationId: house.locations[0].locationId,
      occurredAt: new Date().toISOString(),
      receiptNumber: '1',
      lines: [{ code: 'STRANGE', qtyMilli: 1000, unitPriceMicro: 1_000_000 }],
    });
    const csv = await fetched('items');
    expect(csv).toContain('\r\nSTRANGE,Unidentified STRANGE,unidentified,');
    expect(await sent('items', csv)).toMatchObject({ created: 0, changed: 0, rejected: [] });
    expect(await sent('items', 'sku,name,status\nSTRANGE,Comb,unidentified\n')).toMatchObject({ changed: 1 });
    expect((await house.api('GET', '/items?search=STRANGE')).at('items.0')).toMatchObject({
      name: 'Comb',
      status: 'active',
    });
  });
});

describe('prices as a table', () => {
  beforeAll(async () => {
    await sent('items', 'sku,name\nP1,One\nP2,Two\n');
  });

  it('are known by item, location, currency and first day', async () => {
    const csv = 'sku,location,currency,price,first_day,last_day\nP1,,EUR,4.95,,\nP1,L1,,4.50,2026-01-01,2026-06-30\n';
    expect(await sent('prices', csv)).toEqual({ created: 2, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('prices', csv)).toEqual({ created: 0, changed: 0, unchanged: 2, rejected: [] });
    expect(await sent('prices', 'sku,location,price,first_day\nP1,l1,4.40,2026-01-01\n')).toMatchObject({ changed: 1 });
    expect(await fetched('prices')).toBe(
      'sku,location,currency,price,first_day,last_day\r\nP1,,EUR,4.95,,\r\nP1,L1,EUR,4.40,2026-01-01,2026-06-30\r\n',
    );
    expect(await sent('prices', 'sku,location,price,first_day,last_day\nP1,L1,4.40,2026-01-01,\n')).toMatchObject({
      changed: 1,
    });
    expect(await fetched('prices')).toContain('P1,L1,EUR,4.40,2026-01-01,\r\n');
  });

  it('stores the good lines and says of each bad one where and why', async () => {
    const csv = [
      'sku,location,currency,price,first_day,last_day',
      'P2,,EUR,1,,',
      'P9,,EUR,1,,',
      'P2,L9,EUR,1,,',
      'P2,,,1,,',
      'P2,,euro,1,,',
      'P2,,EUR,,,',
      'P2,,EUR,-1,,',
      'P2,,EUR,1,2026-02-30,',
      'P2,,EUR,1,2026-02-02,2026-02-01',
      'P2,,EUR,2,,',
      'P2,,EUR,0.0000001,2026-01-01,',
    ].join('\n');
    const report = await sent('prices', csv);
    expect(report).toMatchObject({ created: 1, changed: 0, unchanged: 0 });
    expect(rejectedOf(report)).toEqual([
      [3, 'sku'],
      [4, 'location'],
      [5, 'currency'],
      [6, 'currency'],
      [7, 'price'],
      [8, 'price'],
      [9, 'first_day'],
      [10, 'last_day'],
      [11, 'price'],
      [12, 'price'],
    ]);
  });

  it('of other locations are neither shown to a scoped caller nor taken from one', async () => {
    const key = house.scopedKeys.integration;
    await sent('prices', 'sku,location,price\nP2,L2,7\n');
    expect(await fetched('prices', key)).not.toContain('L2');
    const report = await sent('prices', 'sku,location,currency,price\nP2,L2,,8\nP2,,EUR,8\nP2,L1,,8\n', key);
    expect(report).toMatchObject({
      created: 1,
      rejected: [
        { line: 2, column: 'location' },
        { line: 3, column: 'location' },
      ],
    });
  });
});

describe('assortments as a table', () => {
  it('add, change and take out', async () => {
    await sent('items', 'sku,name\nA1,One\nA2,Two\n');
    const csv = 'location,sku,minimum,capacity\nL1,A1,2,10\nL1,A2,0.5,\nL2,A1,,\n';
    expect(await sent('assortment', csv)).toEqual({ created: 3, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('assortment', csv)).toEqual({ created: 0, changed: 0, unchanged: 3, rejected: [] });
    expect(await sent('assortment', 'location,sku,carried,minimum\nL1,A1,no,\nL1,A2,yes,3\nL2,A2,false,\n')).toEqual({
      created: 0,
      changed: 2,
      unchanged: 1,
      rejected: [],
    });
    expect(await fetched('assortment')).toBe('location,sku,minimum,capacity\r\nL1,A2,3,\r\nL2,A1,0,\r\n');
    expect(await fetched('assortment', house.scopedKeys.integration)).toBe(
      'location,sku,minimum,capacity\r\nL1,A2,3,\r\n',
    );
    expect(
      await sent('assortment', 'location,sku,minimum\nL2,A1,1\nL1,A9,1\n', house.scopedKeys.integration),
    ).toMatchObject({
      created: 0,
      changed: 0,
      rejected: [
        { line: 2, column: 'location' },
        { line: 3, column: 'sku' },
      ],
    });
  });
});

describe('locations as a table', () => {
  const header =
    'code,name,format,time_zone,currency,cutoff,first_day,last_day,opening_periods,tax_region,tax_inclusive,tax_rounding,cash_step,offline_allowance,address';

  it('are added and changed by code, the rest stays', async () => {
    const csv = `${header}\nZH,Zürich,pop-up,Europe/Zurich,CHF,04:00,2026-03-01,2026-09-30,Mo 09:00-18:30; Fr 20:00-02:00,CH,true,total,0.05,1.5,"Gasse 1\n8000 Zürich"\n`;
    expect(await sent('locations', csv)).toEqual({ created: 1, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('locations', csv)).toEqual({ created: 0, changed: 0, unchanged: 1, rejected: [] });
    expect(await sent('locations', 'code,name,cutoff\nzh,Zürich West,\n')).toMatchObject({ changed: 1 });
    const found = await house.api('GET', '/locations');
    const zurich = listAt(found.body, 'items').find((one) => textAt(one, 'name') === 'Zürich West');
    expect(zurich).toMatchObject({
      code: 'zh',
      format: 'pop-up',
      currency: 'CHF',
      cutoffMinutes: 240,
      openingPeriods: [
        { weekday: 1, opensMinutes: 540, closesMinutes: 1110 },
        { weekday: 5, opensMinutes: 1200, closesMinutes: 1560 },
      ],
      cashStepMinor: 5,
      offlineAllowanceMilli: 1500,
      address: 'Gasse 1\n8000 Zürich',
    });
    expect(await fetched('locations')).toContain('Mo 09:00-18:30; Fr 20:00-26:00');
  });

  it('stores the good lines and says of each bad one where and why', async () => {
    const csv = [
      'code,name,format,cutoff,opening_periods,currency,time_zone,tax_inclusive,first_day',
      'G1,Good,kiosk,05:30,,,,,',
      'B1,Bad,castle,,,,,,',
      'B2,Bad,shop,25h,,,,,',
      'B3,Bad,shop,,Mo nine to five,,,,',
      'L1,First,shop,,,CHF,,,',
      'B4,Bad,shop,,,,Nowhere,,',
      'B5,Bad,shop,,,,,perhaps,',
      'B6,Bad,pop-up,,,,,,',
      'B7,,shop,,,,,,',
      'g1,Twice,shop,,,,,,',
      'B8,Bad,shop,24:00,,,,,',
    ].join('\n');
    const report = await sent('locations', csv);
    expect(report).toMatchObject({ created: 1, changed: 0, unchanged: 0 });
    expect(rejectedOf(report)).toEqual([
      [3, 'format'],
      [4, 'cutoff'],
      [5, 'opening_periods'],
      [6, 'currency'],
      [7, 'time_zone'],
      [8, 'tax_inclusive'],
      [9, 'first_day'],
      [10, 'name'],
      [11, 'code'],
      [12, 'cutoff'],
    ]);
  });
});

describe('suppliers as tables', () => {
  it('are added and changed by code, with what they sell by supplier and SKU', async () => {
    const csv = [
      'code,name,currency,transport,order_emails,order_days,cutoff,time_zone,closed_days,lead_time_days,lead_time_sd_days,minimum_order,note',
      'ACME,"Acme, Inc.",EUR,email,a@example.com; b@example.com,Mo; Th,14:30,Europe/Berlin,2026-12-25; 2026-12-26,3,1.25,250,=note',
      'PLAIN,Plain,EUR,manual,,,24:00,UTC,,2,0,0,',
    ].join('\n');
    expect(await sent('suppliers', csv)).toEqual({ created: 2, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('suppliers', csv)).toEqual({ created: 0, changed: 0, unchanged: 2, rejected: [] });
    expect(await sent('suppliers', 'code;lead_time_sd_days\nacme;1,5\n')).toMatchObject({ changed: 1 });
    const found = await house.api('GET', '/suppliers?search=acme');
    expect(found.at('items.0')).toMatchObject({
      name: 'Acme, Inc.',
      orderEmails: ['a@example.com', 'b@example.com'],
      orderWeekdays: [1, 4],
      cutoffMinutes: 870,
      closedDays: ['2026-12-25', '2026-12-26'],
      leadTimeSdDays: 1.5,
      minimumOrderMicro: 250_000_000,
      note: '=note',
    });
    await sent('items', 'sku,name\nS1,One\nS2,Two\n');
    const terms = 'supplier,sku,supplier_item_code,cost,pack,preferred\nACME,S1,A-1,1.255,6,true\nPLAIN,S1,P-1,1.1,,\n';
    expect(await sent('supplier-items', terms)).toEqual({ created: 2, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('supplier-items', terms)).toEqual({ created: 0, changed: 0, unchanged: 2, rejected: [] });
    expect(await sent('supplier-items', 'supplier,sku,preferred\nplain,S1,yes\n')).toMatchObject({ changed: 1 });
    expect(await fetched('supplier-items')).toBe(
      [
        'supplier,sku,supplier_item_code,cost,pack,minimum,lead_time_days,lead_time_sd_days,preferred',
        'acme,S1,A-1,1.255,6,0,,,false',
        'PLAIN,S1,P-1,1.10,1,0,,,true',
        '',
      ].join('\r\n'),
    );
  });

  it('store the good lines and say of each bad one where and why', async () => {
    const suppliers = await sent(
      'suppliers',
      'code,name,transport,order_url,order_days\nB1,Bad,pigeon,,\nB2,Bad,http,,\nB3,Bad,manual,,Moonday\nB4,,manual,,\nOK,Fine,manual,,\n',
    );
    expect(suppliers).toMatchObject({ created: 1 });
    expect(rejectedOf(suppliers)).toEqual([
      [2, 'transport'],
      [3, 'order_url'],
      [4, 'order_days'],
      [5, 'name'],
    ]);
    const terms = await sent(
      'supplier-items',
      'supplier,sku,supplier_item_code,cost\nNONE,S2,X,1\nOK,S9,X,1\nOK,S2,,1\nOK,S2,X,1\nok,s2,X,2\n',
    );
    expect(rejectedOf(terms)).toEqual([
      [2, 'supplier'],
      [3, 'sku'],
      [4, 'supplier_item_code'],
      [5, 'sku'],
      [6, 'sku'],
    ]);
  });

  it('show a supplier nothing of others', async () => {
    for (const table of ['suppliers', 'supplier-items'])
      expect((await fetched(table, house.keys.supplier)).trim().split('\r\n')).toHaveLength(1);
  });
});

describe('a file', () => {
  it('has a name, a type and a byte order mark', async () => {
    const response = await fetch(`${house.address}/api/v1/items.csv`, {
      headers: { authorization: `Bearer ${house.keys.owner}` },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="items.csv"');
    expect([...new Uint8Array(await response.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('that is no table of this kind is refused whole, by name', async () => {
    expect(await send('items', 'sku,prize\nA,1\n')).toMatchObject({ status: 422, body: { code: 'IMPORT_FILE' } });
    expect(await send('items', '')).toMatchObject({ status: 422, body: { code: 'IMPORT_FILE' } });
    const latin = await fetch(`${house.address}/api/v1/items.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.keys.owner}`, 'content-type': 'text/csv' },
      body: new Uint8Array([0x73, 0x6b, 0x75, 0x0a, 0xfc]),
    });
    expect(latin.status).toBe(400);
    expect(await latin.json()).toMatchObject({ code: 'IMPORT_FILE' });
  });

  it('may also come as the field csv of JSON, and only where a table is taken', async () => {
    expect(await house.api('POST', '/items.csv', { csv: 'sku,name\nJ1,Jay\n' })).toMatchObject({
      body: { created: 1 },
    });
    const elsewhere = await callApi(house.address, {
      method: 'POST',
      path: '/items',
      body: 'sku\nA\n',
      key: house.keys.owner,
      headers: { 'content-type': 'text/csv' },
    });
    expect(elsewhere).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_UNSUPPORTED' } });
  });

  it('is described', async () => {
    const document: unknown = await (await fetch(`${house.address}/openapi.json`)).json();
    expect(document).toMatchObject({
      paths: {
        '/api/v1/items.csv': {
          get: { responses: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } } },
          post: { requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } } },
        },
      },
    });
  });

  it('is audited as a whole too', async () => {
    await sent('items', 'sku,name\nAUD,Audited\n,\n');
    const [entry] = await house.sql(
      `select after from platform.audit where org_id = $1 and action = 'catalogue.item.import' order by position desc limit 1`,
      [house.orgId],
    );
    expect(entry).toEqual({ after: { created: 1, changed: 0, unchanged: 0, rejected: 0 } });
  });
});

describe('what was fetched and is sent again', () => {
  const nasty = oneof(
    string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    string({
      unit: constantFrom('"', "'", ',', ';', '=', '+', '-', '@', '＝', '\\', '\n', '\r', ' ', 'ß', '🜚', 'a'),
      minLength: 1,
      maxLength: 20,
    }),
  );
  const code = stringMatching(/^[=+\-@'";,ßé🜚a-z][=+\-@'";, ßé🜚a-z]{0,8}[=+\-@'";,ßé🜚a-z]$/u);

  it('changes nothing, whatever names and codes hold', async () => {
    const item = record({
      sku: code,
      name: nasty,
      category: nasty,
      variant: record({ 'si;ze': nasty, '=x': nasty }),
      otherCodes: array(code, { maxLength: 3 }),
    });
    await assert(
      asyncProperty(array(item, { maxLength: 12 }), code, nasty, nasty, async (items, place, name, address) => {
        await house.api('POST', '/items/batch', { items });
        await house.api('POST', '/locations', { code: place, name, format: 'shop', address });
        const list = await house.api('GET', '/items?limit=5');
        await house.api('POST', '/prices', {
          prices: listAt(list.body, 'items').map((one) => ({
            itemId: textAt(one, 'itemId'),
            currency: 'EUR',
            unitPriceMicro: 123_456,
          })),
        });
        await roundTrip();
      }),
      { numRuns: 8 },
    );
  });
});

describe('items by the thousand', () => {
  it('are stored in parts, parents before their variants, each change told and audited once', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => `BULK-${n},Bulk ${n},${n === 0 ? '' : `BULK-${n >> 1}`}`);
    const csv = ['sku,name,variant_of', ...rows.toReversed()].join('\n');
    expect(await sent('items', csv)).toEqual({ created: 1200, changed: 0, unchanged: 0, rejected: [] });
    expect(await sent('items', csv)).toEqual({ created: 0, changed: 0, unchanged: 1200, rejected: [] });
    const audit = await house.sql<{ entries: number }>(
      `select count(*)::integer as entries from platform.audit where org_id = $1 and action = 'catalogue.item.import' and after ->> 'sku' like 'BULK-%'`,
      [house.orgId],
    );
    expect(audit[0]?.entries).toBe(1200);
    const circle = await sent('items', 'sku,name,variant_of\nC1,One,C2\nC2,Two,C1\n');
    expect(circle).toMatchObject({ created: 0, rejected: [{ line: 2 }, { line: 3 }] });
  });
});
