import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { newId } from '../../platform/clock.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { requireRightBooks } from '../../testing/require-right-books.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
let here: string;
let there: string;
beforeAll(async () => {
  house = await createTestHouse();
  here = house.locations[0].locationId;
  there = house.locations[1].locationId;
});
afterAll(() => house.close());
afterEach(() => requireRightBooks(house));

const post = (path: string, body: object, key?: string) => house.api('POST', path, body, key);

async function item(): Promise<string> {
  const sku = newId();
  return textAt((await post('/items', { sku, name: sku })).body, 'itemId');
}

async function itemWith(qtyMilli: number, unitCostMicro = 1_000_000, locationId = here): Promise<string> {
  const itemId = await item();
  await post('/stock/openings', { id: newId(), locationId, lines: [{ itemId, qtyMilli, unitCostMicro }] });
  return itemId;
}

async function balance(itemId: string, locationId = here) {
  const answer = await house.api('GET', `/stock/balances?locationId=${locationId}&itemId=${itemId}`);
  const of = (field: string): number => Number(answer.at(`items.0.${field}`) ?? 0);
  return {
    onHand: of('onHandMilli'),
    reserved: of('reservedMilli'),
    available: of('availableMilli'),
    inTransit: of('inTransitMilli'),
    value: of('valueMicro'),
    cost: of('averageCostMicro'),
  };
}

function sell(itemId: string, qtyMilli: number, more: object = {}) {
  const { occurredAt = new Date().toISOString(), ...line } = more as { occurredAt?: string };
  return post('/sales', {
    id: newId(),
    locationId: here,
    occurredAt,
    lines: [{ itemId, qtyMilli, unitPriceMicro: 5_000_000, ...line }],
  });
}

describe('a stock document', () => {
  it('sent again changes nothing, and with other content is refused', async () => {
    const itemId = await itemWith(10_000);
    const waste = { id: newId(), locationId: here, reason: 'broken', lines: [{ itemId, qtyMilli: 1_000 }] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/stock/waste', waste)));
    expect(answers.filter((answer) => answer.at('status') === 'posted')).toHaveLength(1);
    expect((await balance(itemId)).onHand).toBe(9_000);
    const other = await post('/stock/waste', { ...waste, lines: [{ itemId, qtyMilli: 2_000 }] });
    expect([other.status, other.at('code')]).toEqual([409, 'STOCK_CONFLICT']);
  });

  it('names each line whose item does not exist, and stores nothing', async () => {
    const itemId = await itemWith(5_000);
    const lines = [
      { itemId, qtyMilli: 1_000 },
      { itemId: newId(), qtyMilli: 1_000 },
    ];
    const answer = await post('/stock/waste', { id: newId(), locationId: here, reason: 'x', lines });
    expect([answer.at('code'), answer.at('problems.0.pointer')]).toEqual(['ITEM_UNKNOWN', '/lines/1/itemId']);
    expect((await balance(itemId)).onHand).toBe(5_000);
  });

  it('adjusts in both directions, and takes goods in at their cost', async () => {
    const itemId = await itemWith(10_000, 1_000_000);
    const adjust = (qtyMilli: number, more: object = {}) =>
      post('/stock/adjustments', {
        id: newId(),
        locationId: here,
        reason: 'check',
        lines: [{ itemId, qtyMilli, ...more }],
      });
    await adjust(10_000, { unitCostMicro: 3_000_000 });
    expect(await balance(itemId)).toMatchObject({ onHand: 20_000, value: 40_000_000, cost: 2_000_000 });
    await adjust(-5_000);
    expect(await balance(itemId)).toMatchObject({ onHand: 15_000, value: 30_000_000, cost: 2_000_000 });
  });
});

describe('a count', () => {
  const count = (itemId: string, countedMilli: number, more: object = {}) =>
    post('/stock/counts', { id: newId(), locationId: here, lines: [{ itemId, countedMilli }], ...more });

  it('compares with the books at the time of the count, so that what was sold since is no difference', async () => {
    const itemId = await itemWith(10_000);
    const countedAt = new Date(Date.now() + 5).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await sell(itemId, 3_000);
    const answer = await count(itemId, 9_000, { occurredAt: countedAt });
    expect(answer.at('lines.0.onHandDeltaMilli')).toBe(-1_000);
    expect((await balance(itemId)).onHand).toBe(6_000);
  });

  it('of an item that comes on several lines takes the sum of what was found', async () => {
    const itemId = await itemWith(10_000);
    const lines = [
      { itemId, countedMilli: 4_000 },
      { itemId, countedMilli: 3_000 },
    ];
    const answer = await post('/stock/counts', { id: newId(), locationId: here, lines });
    expect(answer.status).toBe(200);
    expect((await balance(itemId)).onHand).toBe(7_000);
  });

  it('that finds what the books say moves nothing', async () => {
    const itemId = await itemWith(10_000);
    await count(itemId, 10_000);
    expect(await balance(itemId)).toMatchObject({ onHand: 10_000, value: 10_000_000 });
  });
});

describe('a transfer', () => {
  const request = async (itemId: string, qtyMilli: number): Promise<string> => {
    const id = newId();
    const answer = await post('/transfers', {
      id,
      fromLocationId: here,
      toLocationId: there,
      lines: [{ itemId, qtyMilli }],
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return id;
  };

  it('is in transit to its receiver until it is received, at the cost it left with', async () => {
    const itemId = await itemWith(10_000, 2_000_000);
    const id = await request(itemId, 4_000);
    await Promise.all([post(`/transfers/${id}/ship`, {}), post(`/transfers/${id}/ship`, {})]);
    expect(await balance(itemId)).toMatchObject({ onHand: 6_000, inTransit: 0, value: 12_000_000 });
    expect(await balance(itemId, there)).toMatchObject({ onHand: 0, inTransit: 4_000 });
    await Promise.all([post(`/transfers/${id}/receive`, {}), post(`/transfers/${id}/receive`, {})]);
    expect(await balance(itemId, there)).toMatchObject({
      onHand: 4_000,
      inTransit: 0,
      value: 8_000_000,
      cost: 2_000_000,
    });
  });

  it.each([
    ['short', 3_000],
    ['over', 5_000],
    ['not at all', 0],
  ])('that arrives %s leaves nothing in transit', async (_how, receivedMilli) => {
    const itemId = await itemWith(10_000);
    const id = await request(itemId, 4_000);
    await post(`/transfers/${id}/ship`, {});
    const answer = await post(`/transfers/${id}/receive`, { lines: [{ lineNo: 1, receivedMilli }] });
    expect(answer.at('lines.0')).toMatchObject({ shippedMilli: 4_000, receivedMilli });
    expect(await balance(itemId, there)).toMatchObject({ onHand: receivedMilli, inTransit: 0 });
  });

  it('goes only forward through its states', async () => {
    const itemId = await itemWith(10_000);
    const id = await request(itemId, 1_000);
    expect((await post(`/transfers/${id}/receive`, {})).at('code')).toBe('TRANSFER_STATE');
    await post(`/transfers/${id}/cancel`, {});
    expect((await post(`/transfers/${id}/ship`, {})).at('code')).toBe('TRANSFER_STATE');
    expect((await post(`/transfers/${newId()}/ship`, {})).at('code')).toBe('TRANSFER_UNKNOWN');
  });

  it('is shipped by its sender and received by its receiver only', async () => {
    const itemId = await itemWith(10_000);
    const id = await request(itemId, 1_000);
    const atHere = house.scopedKeys['location-manager'];
    expect((await post(`/transfers/${id}/ship`, {}, atHere)).status).toBe(200);
    expect((await post(`/transfers/${id}/receive`, {}, atHere)).at('code')).toBe('NOT_ALLOWED');
  });

  it('to another currency is worth the same there by the stored rate, and waits for one', async () => {
    const abroad = textAt(
      (await post('/locations', { code: newId().slice(-8), name: 'Abroad', format: 'shop', currency: 'CHF' })).body,
      'locationId',
    );
    const itemId = await itemWith(10_000, 2_000_000);
    const id = newId();
    await post('/transfers', { id, fromLocationId: here, toLocationId: abroad, lines: [{ itemId, qtyMilli: 5_000 }] });
    await post(`/transfers/${id}/ship`, {});
    expect((await post(`/transfers/${id}/receive`, {})).at('code')).toBe('EXCHANGE_RATE_MISSING');
    expect(await balance(itemId, abroad)).toMatchObject({ onHand: 0, inTransit: 5_000 });
    await house.api('PUT', '/exchange-rates', { base: 'EUR', quote: 'CHF', day: '2020-01-01', rateMicro: 950_000 });
    expect((await post(`/transfers/${id}/receive`, {})).at('status')).toBe('received');
    expect(await balance(itemId, abroad)).toMatchObject({ onHand: 5_000, cost: 1_900_000, value: 9_500_000 });
  });
});

describe('a reservation', () => {
  const reserve = (itemId: string, qtyMilli: number, more: object = {}) =>
    post('/reservations', { id: newId(), locationId: here, lines: [{ itemId, qtyMilli }], ...more });

  it('of the last units is given as often as there are units, however many ask at once', async () => {
    const itemId = await itemWith(7_000);
    const answers = await Promise.all(Array.from({ length: 40 }, () => reserve(itemId, 1_000)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter((answer) => answer.at('code') === 'STOCK_NOT_AVAILABLE')).toHaveLength(33);
    expect(await balance(itemId)).toMatchObject({ reserved: 7_000, available: 0 });
  });

  it('is given for all lines or none, and names what is short', async () => {
    const [plenty, scarce] = [await itemWith(10_000), await itemWith(1_000)];
    const lines = [
      { itemId: plenty, qtyMilli: 1_000 },
      { itemId: scarce, qtyMilli: 2_000 },
    ];
    const answer = await post('/reservations', { id: newId(), locationId: here, lines });
    expect([answer.status, answer.at('problems.0.pointer')]).toEqual([409, '/lines/1/qtyMilli']);
    expect((await balance(plenty)).reserved).toBe(0);
  });

  it('asked again is the same one; with other lines it is refused', async () => {
    const itemId = await itemWith(5_000);
    const ask = { id: newId(), locationId: here, lines: [{ itemId, qtyMilli: 2_000 }] };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('/reservations', ask)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect((await balance(itemId)).reserved).toBe(2_000);
    expect((await post('/reservations', { ...ask, lines: [{ itemId, qtyMilli: 1_000 }] })).at('code')).toBe(
      'STOCK_CONFLICT',
    );
  });

  it('that is released or expires gives its promise back, once', async () => {
    const itemId = await itemWith(5_000);
    const released = textAt((await reserve(itemId, 2_000)).body, 'reservationId');
    const expiring = textAt((await reserve(itemId, 1_000, { expiresInSeconds: 1 })).body, 'reservationId');
    await Promise.all([post(`/reservations/${released}/release`, {}), post(`/reservations/${released}/release`, {})]);
    expect((await balance(itemId)).reserved).toBe(1_000);
    await expect
      .poll(async () => (await house.api('GET', `/reservations/${expiring}`)).at('status'), { timeout: 8_000 })
      .toBe('expired');
    expect((await balance(itemId)).reserved).toBe(0);
  });

  it('is taken up by the sale that names it, and only once', async () => {
    const itemId = await itemWith(5_000);
    const reservationId = textAt((await reserve(itemId, 2_000)).body, 'reservationId');
    expect((await sell(itemId, 2_000, { reservationId })).status).toBe(200);
    expect(await balance(itemId)).toMatchObject({ onHand: 3_000, reserved: 0, available: 3_000 });
    expect((await house.api('GET', `/reservations/${reservationId}`)).at('status')).toBe('taken');
    expect((await sell(itemId, 1_000, { reservationId })).status).toBe(200);
    expect(await balance(itemId)).toMatchObject({ onHand: 2_000, reserved: 0 });
  });

  it("leaves the location's allowance for tills that are not synchronised", async () => {
    const careful = textAt(
      (
        await post('/locations', {
          code: newId().slice(-8),
          name: 'Careful',
          format: 'shop',
          offlineAllowanceMilli: 3_000,
        })
      ).body,
      'locationId',
    );
    const itemId = await itemWith(5_000, 1_000_000, careful);
    const ask = (qtyMilli: number) =>
      post('/reservations', { id: newId(), locationId: careful, lines: [{ itemId, qtyMilli }] });
    expect((await ask(3_000)).at('code')).toBe('STOCK_NOT_AVAILABLE');
    expect((await ask(2_000)).status).toBe(200);
  });
});

describe('whatever happens, in whatever order', () => {
  const step = fc.record({
    what: fc.constantFrom('sell', 'return', 'open', 'waste', 'count', 'adjust', 'reserve', 'transfer'),
    which: fc.nat(2),
    qtyMilli: fc.integer({ min: 1, max: 9_000 }),
    costMicro: fc.integer({ min: 0, max: 3_000_000 }),
  });

  it('concurrently done, the books are right and nothing fails but what a rule refuses', async () => {
    const items = [await item(), await item(), await item()];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const answers = await Promise.all(
          steps.map(async ({ what, which, qtyMilli, costMicro }) => {
            const itemId = items[which]!;
            const document = { id: newId(), locationId: here, reason: 'any' };
            if (what === 'sell') return sell(itemId, qtyMilli);
            if (what === 'return') return sell(itemId, -qtyMilli);
            if (what === 'open')
              return post('/stock/openings', { ...document, lines: [{ itemId, qtyMilli, unitCostMicro: costMicro }] });
            if (what === 'waste') return post('/stock/waste', { ...document, lines: [{ itemId, qtyMilli }] });
            if (what === 'count')
              return post('/stock/counts', { ...document, lines: [{ itemId, countedMilli: qtyMilli }] });
            if (what === 'adjust')
              return post('/stock/adjustments', { ...document, lines: [{ itemId, qtyMilli: -qtyMilli }] });
            if (what === 'reserve')
              return post('/reservations', {
                id: newId(),
                locationId: here,
                expiresInSeconds: 1,
                lines: [{ itemId, qtyMilli }],
              });
            const id = newId();
            await post('/transfers', { id, fromLocationId: here, toLocationId: there, lines: [{ itemId, qtyMilli }] });
            await post(`/transfers/${id}/ship`, {});
            return post(`/transfers/${id}/receive`, { lines: [{ lineNo: 1, receivedMilli: qtyMilli >> 1 }] });
          }),
        );
        const failed = answers.filter((answer) => answer.status !== 200 && answer.at('code') !== 'STOCK_NOT_AVAILABLE');
        expect(failed.map(({ body }) => body)).toEqual([]);
        await requireRightBooks(house);
      }),
      { numRuns: process.env['BARROW_CHECK_LONG'] === undefined ? 5 : 60 },
    );
  });

  it('lists the moves of an item so that they add up to its balance', async () => {
    const itemId = await itemWith(10_000);
    await sell(itemId, 2_500);
    await sell(itemId, -500);
    const moves = await house.api('GET', `/stock/moves?locationId=${here}&itemId=${itemId}`);
    const sum = listAt(moves.body, 'items').reduce<number>(
      (total, move) => total + Number(at(move, 'onHandDeltaMilli')),
      0,
    );
    expect(sum).toBe((await balance(itemId)).onHand);
  });
});
