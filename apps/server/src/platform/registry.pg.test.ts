import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, type ApiAnswer } from '../testing/call-api.ts';
import { listAt, textAt } from '../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { newId } from './clock.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.close());

function withKey(idempotencyKey: string, path: string, body: unknown, key = house.keys.owner): Promise<ApiAnswer> {
  return callApi(house.address, { method: 'POST', path, body, key, headers: { 'idempotency-key': idempotencyKey } });
}
const itemOf = (sku: string) => ({ sku, name: `Item ${sku}` });
const eventsOf = (itemId: string) => house.sql(`select 1 from platform.event where subject_id = $1`, [itemId]);

describe('an Idempotency-Key', () => {
  it('makes a repeat answer as the first call did, without doing it again', async () => {
    const first = await withKey('once', '/items', itemOf('K1'));
    await house.api('PATCH', `/items/${textAt(first.body, 'itemId')}`, { name: 'Changed since' });
    const again = await withKey('once', '/items', itemOf('K1'));
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const now = await house.api('GET', `/items/${textAt(first.body, 'itemId')}`);
    expect(now.at('name')).toBe('Changed since');
  });

  it('is refused with another body and with another action', async () => {
    await withKey('mine', '/items', itemOf('K2'));
    const other = await withKey('mine', '/items', itemOf('K3'));
    expect([other.status, other.at('code')]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    const elsewhere = await withKey('mine', '/locations', { code: 'K2', name: 'x', format: 'shop' });
    expect([elsewhere.status, elsewhere.at('code')]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await house.api('GET', '/items?search=K3')).at('items')).toEqual([]);
  });

  it('sent 20 times at once does the thing once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => withKey('crowd', '/items', itemOf('K4'))));
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await eventsOf(textAt(answers[0]!.body, 'itemId'))).toHaveLength(1);
  });

  it("is its sender's own: another actor with the same key is another request", async () => {
    const one = await withKey('shared', '/items', itemOf('K5'));
    const two = await withKey('shared', '/items', itemOf('K6'), house.keys.operations);
    expect(two.status).toBe(200);
    expect(two.at('itemId')).not.toBe(one.at('itemId'));
  });

  it('does not keep a failure: the same request may succeed later', async () => {
    const itemId = newId();
    const order = { prices: [{ itemId, currency: 'EUR', unitPriceMicro: 1 }] };
    expect((await withKey('later', '/prices', order)).at('code')).toBe('ITEM_UNKNOWN');
    await house.api('POST', '/items', { id: itemId, ...itemOf('K7') });
    expect((await withKey('later', '/prices', order)).status).toBe(200);
  });

  it('does not keep an answer that holds a secret, and says so to a repeat', async () => {
    const asked: [string, object][] = [
      ['/api-keys', { name: 'k', role: 'analyst' }],
      ['/invitations', { name: 'p', email: 'p@example.com', role: 'analyst' }],
    ];
    for (const [path, body] of asked) {
      const first = await withKey(`secret${path}`, path, body);
      expect(first.status).toBe(200);
      const again = await withKey(`secret${path}`, path, body);
      expect([again.status, again.at('code')]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
      expect(again.at('detail')).toContain('shown once');
    }
    const kept = await house.sql(
      `select 1 from platform.idempotency where key like 'secret%' and response is not null`,
    );
    expect(kept).toEqual([]);
  });

  it('must be visible ASCII of at most 200 characters', async () => {
    for (const bad of ['', 'a b', 'x'.repeat(201)]) {
      const answer = await withKey(bad, '/items', itemOf('K8'));
      expect([answer.status, answer.at('problems.0.pointer')]).toEqual([400, '/headers/idempotency-key']);
    }
  });
});

type List = {
  readonly name: string;
  readonly path: string;
  /** Makes one more entry. */
  readonly add: (number: number) => Promise<unknown>;
  readonly idOf: string;
};

describe('a list read page by page', () => {
  let itemId: string;
  let locationId: string;
  beforeAll(async () => {
    locationId = house.locations[0].locationId;
    itemId = textAt((await house.api('POST', '/items', itemOf('PAGES'))).body, 'itemId');
  });

  const post = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await house.api('POST', path, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const pad = (number: number): string => String((number * 7919) % 1000).padStart(4, '0');
  const line = (): object => ({ itemId, qtyMilli: 1_000 });
  const sold = (number: number): object => ({
    id: newId(),
    locationId,
    occurredAt: new Date(Date.now() - (number % 5) * 60_000).toISOString(),
    lines: [{ code: `NEW-${pad(number)}-${number}`, qtyMilli: 1_000, unitPriceMicro: 1_000_000 }],
  });
  const lists: readonly List[] = [
    {
      name: 'catalogue.item.list',
      path: '/items',
      idOf: 'itemId',
      add: (n) => post('/items', { sku: `P${n}`, name: `Name ${pad(n)}` }),
    },
    {
      name: 'network.location.list',
      path: '/locations',
      idOf: 'locationId',
      add: (n) => post('/locations', { code: `C${pad(n)}${n}`, name: 'x', format: 'kiosk' }),
    },
    {
      name: 'catalogue.price.list',
      path: '/prices',
      idOf: 'priceId',
      add: () => post('/prices', { prices: [{ itemId, currency: 'EUR', unitPriceMicro: 1 }] }),
    },
    {
      name: 'identity.key.list',
      path: '/api-keys',
      idOf: 'keyId',
      add: (n) => post('/api-keys', { name: `Key ${pad(n)}`, role: 'analyst' }),
    },
    { name: 'sales.sale.list', path: '/sales?locationId=HERE', idOf: 'id', add: (n) => post('/sales', sold(n)) },
    { name: 'tasks.task.list', path: '/tasks', idOf: 'taskId', add: (n) => post('/sales', sold(n)) },
    { name: 'stock.balance.list', path: '/stock/balances', idOf: 'itemId', add: (n) => post('/sales', sold(n)) },
    {
      name: 'stock.move.list',
      path: '/stock/moves?locationId=HERE&itemId=ITEM',
      idOf: 'position',
      add: () => post('/stock/openings', { id: newId(), locationId, lines: [line()] }),
    },
    {
      name: 'stock.transfer.list',
      path: '/transfers',
      idOf: 'transferId',
      add: () =>
        post('/transfers', {
          id: newId(),
          fromLocationId: locationId,
          toLocationId: house.locations[1].locationId,
          lines: [line()],
        }),
    },
  ];

  async function page(list: List, query: string) {
    const path = list.path.replace('HERE', locationId).replace('ITEM', itemId);
    const answer = await house.api('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    const ids = listAt(answer.body, 'items').map((entry) => String(Reflect.get(Object(entry), list.idOf)));
    const next = answer.at('nextCursor');
    return { ids, next: typeof next === 'string' ? next : undefined };
  }

  it.each(lists)('$name gives every entry that was there exactly once, while others are added', async (list) => {
    for (let number = 0; number < 23; number += 1) await list.add(number);
    const before = (await page(list, 'limit=500')).ids;
    expect(before.length).toBeGreaterThanOrEqual(20);
    const seen: string[] = [];
    let cursor: string | undefined;
    let number = 100;
    do {
      const { ids, next } = await page(list, `limit=4${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(ids.length).toBeLessThanOrEqual(4);
      seen.push(...ids);
      cursor = next;
      number += 1;
      await list.add(number);
    } while (cursor !== undefined && number < 300);
    expect(new Set(seen).size, 'none twice').toBe(seen.length);
    expect(
      before.filter((id) => !seen.includes(id)),
      'none missed',
    ).toEqual([]);
  });

  it('covers every list that the registry has, with people and entries of the audit apart', () => {
    const paged = house.house.registry.actions
      .filter(({ input }) => 'cursor' in Object(Reflect.get(input, 'properties')))
      .map(({ name }) => name);
    expect(
      paged.filter(
        (name) =>
          name.startsWith('identity') ||
          name.startsWith('sales') ||
          name.startsWith('catalogue') ||
          name.startsWith('network') ||
          name.startsWith('tasks'),
      ),
    ).toEqual(expect.arrayContaining(lists.map(({ name }) => name).filter((name) => !name.startsWith('stock'))));
  });

  it('refuses cursors that no list gave out, whatever they hold', async () => {
    const made = [
      [1, 2],
      ['a', 'b'],
      [null, null],
      ['x'],
      ['x', 'y', 'z', 'w'],
      [true],
      [{}, []],
      ['\u0000', newId()],
      ['2026-01-01', 'no uuid', 1],
      [1e300],
    ];
    const cursors = [
      '',
      'nonsense',
      '%00',
      ...made.map((key) => Buffer.from(JSON.stringify(key)).toString('base64url')),
    ];
    const bad: string[] = [];
    for (const list of lists) {
      for (const cursor of cursors) {
        const path = list.path.replace('HERE', locationId).replace('ITEM', itemId);
        const answer = await house.api(
          'GET',
          `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
        );
        if (answer.status !== 400 && answer.status !== 200)
          bad.push(`${list.name} ${cursor}: ${JSON.stringify(answer.body)}`);
      }
    }
    expect(bad).toEqual([]);
  });
});
