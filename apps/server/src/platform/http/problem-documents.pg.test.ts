import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, type ApiAnswer } from '../../testing/call-api.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { validFields } from '../../testing/valid-input.ts';
import { newId } from '../clock.ts';
import { toAppError } from './problem.ts';

let house: TestHouse;
let itemId: string;
beforeAll(async () => {
  house = await createTestHouse({ environment: { BARROW_BODY_LIMIT: '300000' } });
  itemId = textAt((await house.api('POST', '/items', { sku: 'S1', name: 'Soap' })).body, 'itemId');
});
afterAll(() => house.close());

const zero = String.fromCharCode(0);

function send(
  method: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  return callApi(house.address, { method, path, body, key: house.keys.owner, headers });
}

/** Status, code and the fields that a problem document names; checks that it is one. */
function problemIn(answer: ApiAnswer) {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.at('status')).toBe(answer.status);
  expect(textAt(answer.body, 'detail').length).toBeGreaterThan(10);
  expect(textAt(answer.body, 'traceId')).toMatch(/^[0-9a-f]{32}$/);
  const problems = at(answer.body, 'problems');
  const pointers = Array.isArray(problems) ? problems.map((problem) => textAt(problem, 'pointer')) : [];
  return { status: answer.status, code: textAt(answer.body, 'code'), pointers };
}

function sale(overrides: object = {}) {
  return {
    id: newId(),
    locationId: house.locations[0].locationId,
    occurredAt: new Date().toISOString(),
    lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: 2_000_000 }],
    ...overrides,
  };
}

describe('a body that cannot be read', () => {
  it.each([
    ['broken JSON', '{"sku": '],
    ['no JSON at all', 'hello'],
    ['an empty body', ''],
    ['keys that reach for the prototype', '{"sku":"x","name":"x","__proto__":{"role":"owner"}}'],
    [
      'a constructor that reaches for the prototype',
      '{"sku":"x","name":"x","constructor":{"prototype":{"role":"owner"}}}',
    ],
    ['JSON nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('is told for %s', async (_what, body) => {
    const { status, code } = problemIn(await send('POST', '/items', body));
    expect(status).toBe(400);
    expect(['BODY_MALFORMED', 'INPUT_INVALID']).toContain(code);
  });

  it('changes no prototype', () => {
    expect(Reflect.get({}, 'role')).toBeUndefined();
  });

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is told for the type %s',
    async (type) => {
      const answer = await send('POST', '/items', '{"sku":"x","name":"x"}', { 'content-type': type });
      expect(problemIn(answer)).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
    },
  );

  it('is told when it is too large', async () => {
    const answer = await send('POST', '/items', JSON.stringify({ sku: 'x', name: 'x'.repeat(400_000) }));
    expect(problemIn(answer)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it.each([['[]'], ['"text"'], ['12'], ['true']])('is told when it is no object: %s', async (body) => {
    expect(problemIn(await send('POST', '/items', body))).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });
});

describe('a field that is wrong', () => {
  it.each<[string, object, string]>([
    ['is missing', { sku: 'x' }, '/name'],
    ['is of the wrong type', { sku: 'x', name: 12 }, '/name'],
    ['is unknown', { sku: 'x', name: 'x', colour: 'red' }, '/colour'],
    ['is too long', { sku: 'x'.repeat(65), name: 'x' }, '/sku'],
    ['has a line break in a code', { sku: 'a\nb', name: 'x' }, '/sku'],
    ['is beyond its limit', { sku: 'x', name: 'x', packMilli: 1e15 }, '/packMilli'],
    ['is beyond every integer', { sku: 'x', name: 'x', packMilli: 1e300 }, '/packMilli'],
    ['is no integer', { sku: 'x', name: 'x', packMilli: 0.5 }, '/packMilli'],
    ['is not of the list', { sku: 'x', name: 'x', unit: 'furlong' }, '/unit'],
    ['is no UUID', { id: 'x', sku: 'x', name: 'x' }, '/id'],
    ['holds a zero byte', { sku: 'x', name: `a${zero}b` }, '/name'],
    ['holds half of a surrogate pair', { sku: 'x', name: '\ud83d' }, '/name'],
    ['holds a zero byte deep inside', { sku: 'x', name: 'x', variant: { size: zero } }, '/variant/size'],
    ['is named by a zero byte', { sku: 'x', name: 'x', variant: { [zero]: 'x' } }, '/variant'],
    ['has a wrong check digit', { sku: 'x', name: 'x', gtins: ['4006381333932'] }, '/gtins/0'],
  ])('is named when it %s', async (_what, body, pointer) => {
    const { status, pointers } = problemIn(await house.api('POST', '/items', body));
    expect([400, 422]).toContain(status);
    expect(pointers).toContain(pointer);
  });

  it.each<[string, string, string]>([
    ['POST', '/locations', '{"code":"a","name":"b","format":"shop","timeZone":"Mars/Olympus"}'],
    ['POST', '/locations', '{"code":"a","name":"b","format":"pop-up"}'],
    ['PATCH', '/items/not-an-id', '{"name":"x"}'],
    ['POST', '/stock/adjustments', '{}'],
    ['POST', '/sales/batch', '{"sales":[]}'],
    ['POST', '/sales/batch', '{"sales":{}}'],
  ])('is named by %s %s %s', async (method, path, body) => {
    const { status, pointers } = problemIn(await send(method, path, body));
    expect([400, 422]).toContain(status);
    expect(pointers.length).toBeGreaterThan(0);
  });

  it('is named in a query and in a path', async () => {
    expect(problemIn(await house.api('GET', '/items?limit=many')).pointers).toEqual(['/limit']);
    expect(problemIn(await house.api('GET', '/items?colour=red')).pointers).toEqual(['/colour']);
    expect(problemIn(await house.api('GET', `/items?search=%00`)).pointers).toEqual(['/search']);
    expect(problemIn(await house.api('GET', '/items/%00')).pointers).toEqual(['/itemId']);
    expect(problemIn(await house.api('GET', '/items/12')).pointers).toEqual(['/itemId']);
  });

  it('of one sale of a batch leaves the others stored', async () => {
    const good = sale();
    const bad: [object, string][] = [
      [sale({ lines: [{ itemId, qtyMilli: 1_000, unitPriceMicro: 1, description: zero }] }), '/lines/0/description'],
      [sale({ reference: '\udc00' }), '/reference'],
      [sale({ lines: [{ itemId, qtyMilli: 0, unitPriceMicro: 1 }] }), '/lines/0/qtyMilli'],
      [sale({ occurredAt: '2026-02-30T10:00:00Z' }), '/occurredAt'],
      [sale({ occurredAt: '+275760-09-13T00:00:00Z' }), '/occurredAt'],
      [sale({ lines: [{ itemId, qtyMilli: 1_000_000_000_000, unitPriceMicro: 1_000_000_000_000_000 }] }), '/lines/0'],
    ];
    const answer = await house.api('POST', '/sales/batch', {
      sales: [...bad.map(([one]) => one), good, null, 'x', [], 7],
    });
    expect(answer.status).toBe(200);
    expect(answer.at('stored')).toBe(1);
    const results = listAt(answer.body, 'results');
    expect(results.map((result) => at(result, 'status'))).toEqual([
      ...bad.map(() => 'rejected'),
      'stored',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
    ]);
    bad.forEach(([, pointer], index) => {
      expect(textAt(results[index], 'problem.problems.0.pointer')).toMatch(new RegExp(`^${pointer}`));
    });
  });
});

describe('every action', () => {
  /** Values that no field takes, or that some take and the database must bear. */
  const nasty: readonly unknown[] = [
    null,
    '',
    zero,
    '\ud800',
    'x'.repeat(10_000),
    -1,
    1e308,
    9_007_199_254_740_992,
    0.1,
    true,
    [],
    [[]],
    {},
    { __proto__: null, constructor: 1 },
    '9999-12-31',
    '0000-00-00',
    '-infinity',
    'infinity',
    '9999-12-31T23:59:59.999999999999Z',
    "'; drop table sales.sale; --",
    '{"$gt":""}',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ];

  it('answers what is wrong with each of its fields, and never with a bug', async () => {
    const bugs: string[] = [];
    const known = { locationId: house.locations[0].locationId, itemId };
    for (const action of house.house.registry.actions) {
      const good = validFields(action.input, known);
      const fields = Object.keys(at(action.input, 'properties') ?? {});
      for (const field of fields) {
        const outcomes = await Promise.all(
          nasty.map(async (value) => {
            try {
              await house.house.registry.perform(action.name, house.caller(), { ...good, [field]: value });
              return undefined;
            } catch (error) {
              const told = toAppError(error);
              const isBug = told.category === 'internal' || told.category === 'unavailable';
              return isBug ? `${action.name} ${field}=${JSON.stringify(value)}: ${String(error)}` : undefined;
            }
          }),
        );
        bugs.push(...outcomes.filter((outcome) => outcome !== undefined));
      }
    }
    expect(bugs).toEqual([]);
  });
});

describe('a route', () => {
  it('that is not there is told, with its method', async () => {
    const answer = await house.api('GET', '/nothing/here?secret=1');
    expect(problemIn(answer)).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    expect(answer.at('detail')).toBe('There is no GET /api/v1/nothing/here. See /docs.');
    expect(problemIn(await house.api('PUT', '/items', {}))).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
  });

  it('with a path that cannot be read is told', async () => {
    for (const path of ['/items/%E0%A4%A', '/items/%FF', `/items/${'x'.repeat(5_000)}`]) {
      const { status } = problemIn(await house.api('GET', path));
      expect([400, 404, 414]).toContain(status);
    }
  });

  it('answers a request that is no HTTP without harm', async () => {
    const { port } = new URL(house.address);
    const answered = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write('NONSENSE\r\n\r\n');
    });
    expect(answered).toMatch(/^HTTP\/1\.1 400/);
    expect((await house.api('GET', '/me')).status).toBe(200);
  });
});
