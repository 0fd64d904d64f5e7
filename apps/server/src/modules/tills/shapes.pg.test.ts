import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import type { TestHouse } from '../../testing/test-house.ts';
import type { TestTill } from '../../testing/test-till.ts';
import { createTillHouse, type TillHouse } from './testing/till-house.ts';

let tills: TillHouse;
let house: TestHouse;
let here: string;
let itemId: string;
beforeAll(async () => {
  tills = await createTillHouse();
  ({ house, here, itemId } = tills);
});
afterAll(() => house.close());

describe('what comes down', () => {
  const pull = async (till: TestTill, cursor?: unknown, place?: unknown) => {
    const query = new URLSearchParams({
      ...(typeof cursor === 'string' ? { cursor } : {}),
      ...(typeof place === 'string' ? { place } : {}),
    });
    return (await till.ask('GET', `/api/v1/tills/sync/shapes?${query.toString()}`)).body;
  };
  const skus = (body: unknown): unknown[] => listAt(body, 'items').map((one) => at(one, 'sku'));

  it('is the place with its people and promotions, told again only when it differs', async () => {
    const till = await tills.newTill();
    const promotionId = randomUUID();
    const promotion = {
      title: 'Ten off',
      priority: 1,
      stacks: false,
      segment: null,
      locationIds: [here],
      times: {},
      rule: { kind: 'percent', itemIds: [itemId], ratePpm: 100_000 },
    };
    expect((await house.api('PUT', `/promotions/${promotionId}`, promotion)).status).toBe(200);
    const first = await pull(till);
    expect(at(first, 'place.value')).toMatchObject({
      organisation: 'Test',
      location: { locationId: here, currency: 'EUR' },
      promotions: [{ promotionId, title: 'Ten off' }],
    });
    const version = at(first, 'place.version');
    expect(at(await pull(till, at(first, 'cursor'), version), 'place')).toBe(null);
    await house.api('DELETE', `/promotions/${promotionId}`);
    expect(at(await pull(till, at(first, 'cursor'), version), 'place.value.promotions')).toEqual([]);
  });

  it('is every item once, then what changed: the item, a code, a price, a price that is gone', async () => {
    const till = await tills.newTill();
    let page = await pull(till);
    expect(at(page, 'isWhole')).toBe(true);
    expect(listAt(page, 'items').find((one) => at(one, 'itemId') === itemId)).toMatchObject({
      name: 'Soap',
      codes: [{ code: '4006381333931' }, { code: 'S1' }],
      prices: [{ unitPriceMicro: 2_500_000, isHere: false }],
    });
    const next = async (): Promise<unknown[]> => {
      page = await pull(till, at(page, 'cursor'));
      expect(at(page, 'isWhole')).toBe(false);
      return skus(page);
    };
    await next();
    expect(await next()).toEqual([]);
    const price = await house.api('POST', '/prices', {
      prices: [{ itemId, locationId: here, currency: 'EUR', unitPriceMicro: 2_000_000 }],
    });
    expect(await next()).toEqual(['S1']);
    await next();
    await house.api('DELETE', `/prices/${textAt(price.body, 'items.0.priceId')}`);
    expect(await next()).toEqual(['S1']);
    await next();
    await house.api('POST', '/items', { sku: 'S2', name: 'Salt' });
    expect(await next()).toEqual(['S2']);
  });

  it('is not told again and again of what was restored from another life with higher numbers', async () => {
    const till = await tills.newTill();
    let page = await pull(till);
    const restored = `alter table catalogue.item disable trigger touch;
      update catalogue.item set changed_xid = '4000000000' where item_id = '${itemId}'; alter table catalogue.item enable trigger touch`;
    await house.sql(restored);
    for (let pulls = 0; pulls < 3; pulls += 1) page = await pull(till, at(page, 'cursor'));
    expect(skus(page)).toEqual([]);
    expect(skus(await pull(till))).toContain('S1');
  });

  it('is whole again for a server of another life', async () => {
    const till = await tills.newTill();
    const cursor = Buffer.from(JSON.stringify(['another', '1', null, null])).toString('base64url');
    const whole = await pull(till, cursor);
    expect(at(whole, 'isWhole')).toBe(true);
    const broken = JSON.stringify([at(whole, 'epoch'), 'x', null, null]);
    for (const bad of ['nonsense', Buffer.from(broken).toString('base64url')])
      expect(at(await pull(till, bad), 'code')).toBe('CURSOR_INVALID');
  });
});
