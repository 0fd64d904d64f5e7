import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '@barrow/kernel';
import { newId } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { createPlanning } from './index.ts';
import { createTestNetwork, type TestNetwork } from './test-network.ts';

let house: TestHouse;
let network: TestNetwork;
let shop: string;
let other: string;

beforeAll(async () => {
  house = await createTestHouse({ log: createLogger('warn') });
  network = await createTestNetwork(house);
  shop = house.locations[0].locationId;
  other = house.locations[1].locationId;
});
afterAll(() => house.close());

async function run(locationIds: readonly string[], id = newId()): Promise<unknown> {
  const started = await house.api('POST', '/planning/runs', { id, locationIds });
  expect(started.status).toBe(200);
  for (;;) {
    const { body } = await house.api('GET', `/planning/runs/${id}`);
    if (at(body, 'status') !== 'running') return body;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

async function proposalOf(locationId: string, itemId: string): Promise<unknown> {
  const { body } = await house.api(
    'GET',
    `/planning/proposals?locationId=${locationId}&itemId=${itemId}&positive=false`,
  );
  const items = listAt(body, 'items');
  expect(items).toHaveLength(1);
  return items[0];
}

const numberAt = (value: unknown, path: string): number => Number(at(value, path));
const ordersOf = (itemId: string): Promise<{ qty_milli: number }[]> =>
  house.sql('select qty_milli from supply.purchase_order_line where org_id = $1 and item_id = $2', [
    house.orgId,
    itemId,
  ]);

describe('a planning run', () => {
  it('proposes whole packs that last until the delivery after next, and says why', async () => {
    const itemId = await network.addItem('steady');
    await network.addHistory(shop, itemId, 4000, 120);
    await network.book(shop, itemId, 500_000, 120);
    await network.book(shop, itemId, -493_000, 0);
    const result = await run([shop]);
    expect(at(result, 'status')).toBe('done');
    expect(numberAt(result, 'items')).toBe(1);
    expect(numberAt(result, 'proposals')).toBe(1);

    const proposal = await proposalOf(shop, itemId);
    const qtyMilli = numberAt(proposal, 'qtyMilli');
    // 4 a day for 3 days (2 to deliver, 1 until the next order), a little for chance, less 7 on hand: 12 + safety - 7
    expect(qtyMilli % 6000).toBe(0);
    expect(qtyMilli).toBeGreaterThanOrEqual(6000);
    expect(qtyMilli).toBeLessThanOrEqual(18_000);
    expect(numberAt(proposal, 'valueMicro')).toBe((qtyMilli / 1000) * 2_500_000);

    const { body } = await house.api('GET', `/planning/proposals/${textAt(proposal, 'proposalId')}`);
    const sentences = listAt(body, 'explanation.sentences');
    expect(sentences[0]).toBe('An average day sells about 4 now, judged by 120 days of sales.');
    expect(sentences).toContain('There is: 7 on hand.');
    expect(numberAt(body, 'explanation.order.expectedMilli')).toBeCloseTo(12_000, -2);
    expect(numberAt(body, 'explanation.order.serviceLevel')).toBe(0.95);
  });

  it('says so where nothing is needed', async () => {
    const itemId = await network.addItem('plenty');
    await network.addHistory(shop, itemId, 1000, 60);
    await network.book(shop, itemId, 300_000, 61);
    await run([shop]);
    const proposal = await proposalOf(shop, itemId);
    expect(numberAt(proposal, 'qtyMilli')).toBe(0);
    expect(at(proposal, 'reason')).toBe('enough');
    const { body } = await house.api('GET', `/planning/proposals?locationId=${shop}&itemId=${itemId}`);
    expect(listAt(body, 'items')).toHaveLength(0);
  });

  it('orders once however often it runs, and however often it is approved', async () => {
    const itemId = await network.addItem('once');
    await network.addHistory(shop, itemId, 5000, 90);
    await network.book(shop, itemId, 1000, 1);
    await run([shop]);
    const first = textAt(await proposalOf(shop, itemId), 'proposalId');
    await run([shop]);
    const second = await proposalOf(shop, itemId);
    expect(at(second, 'proposalId')).not.toBe(first);

    const stale = await house.api('POST', '/planning/proposals/approve', { proposals: [{ proposalId: first }] });
    expect(stale.status).toBe(409);
    expect(stale.at('code')).toBe('PROPOSAL_STATE');

    const ask = { proposals: [{ proposalId: textAt(second, 'proposalId') }] };
    const answers = await Promise.all([1, 2, 3].map(() => house.api('POST', '/planning/proposals/approve', ask)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.at('proposals.0.orderId'))).size).toBe(1);
    expect(answers.map((answer) => String(answer.at('proposals.0.status'))).toSorted()).toEqual([
      'approved',
      'repeated',
      'repeated',
    ]);
    expect(await ordersOf(itemId)).toEqual([{ qty_milli: numberAt(second, 'qtyMilli') }]);

    await run([shop]);
    const third = await proposalOf(shop, itemId);
    expect(numberAt(third, 'qtyMilli')).toBe(0);
    const { body } = await house.api('GET', `/planning/proposals/${textAt(third, 'proposalId')}`);
    expect(numberAt(body, 'explanation.order.onOrderMilli')).toBe(numberAt(second, 'qtyMilli'));
  });

  it('orders once when several run and approve at the same time', async () => {
    const itemId = await network.addItem('crowd');
    await network.addHistory(shop, itemId, 5000, 90);
    await network.book(shop, itemId, 1000, 90);
    const approve = async (): Promise<void> => {
      const { body } = await house.api('GET', `/planning/proposals?locationId=${shop}&itemId=${itemId}`);
      const proposals = listAt(body, 'items').map((one) => ({ proposalId: textAt(one, 'proposalId') }));
      if (proposals.length > 0) await house.api('POST', '/planning/proposals/approve', { proposals });
    };
    const second = createPlanning({
      database: house.house.database,
      nowMs: Date.now,
      onCommit: () => undefined,
      log: createLogger('silent'),
      placeDrafts: async () => undefined,
    });
    await Promise.all([
      run([shop]),
      run([shop]),
      ...Array.from({ length: 12 }, async (_, index) => {
        await new Promise((resolve) => {
          setTimeout(resolve, 15 * index);
        });
        if (index % 3 === 0) await second.sweep();
        await approve();
      }),
      run([shop]),
    ]);
    await second.stop();
    await approve();
    const orders = await ordersOf(itemId);
    expect(orders).toHaveLength(1);
    const open = await house.sql<{ open: number }>(
      `select count(*) as open from planning.proposal where item_id = $1 and status = 'open'`,
      [itemId],
    );
    expect(open[0]?.open).toBeLessThanOrEqual(1);
  });

  it('counts what is in transit', async () => {
    const itemId = await network.addItem('moving');
    await network.addHistory(shop, itemId, 5000, 90);
    await network.book(shop, itemId, 1000, 91);
    await network.book(other, itemId, 100_000, 91);
    const id = newId();
    await house.api('POST', '/transfers', {
      id,
      fromLocationId: other,
      toLocationId: shop,
      lines: [{ itemId, qtyMilli: 60_000 }],
    });
    expect((await house.api('POST', `/transfers/${id}/ship`, {})).status).toBe(200);
    await run([shop]);
    const proposal = await proposalOf(shop, itemId);
    expect(numberAt(proposal, 'qtyMilli')).toBe(0);
    const { body } = await house.api('GET', `/planning/proposals/${textAt(proposal, 'proposalId')}`);
    expect(numberAt(body, 'explanation.order.inTransitMilli')).toBe(60_000);
  });

  it('keeps the forecast up over days without stock', async () => {
    const [kept, naive] = [await network.addItem('sold-out'), await network.addItem('unasked')];
    for (const itemId of [kept, naive]) {
      await network.book(shop, itemId, 4_000 * 60, 100);
      await network.addHistory(shop, itemId, 4000, 100, 41);
    }
    // the first went out of stock when its sales ended, of the other there was plenty
    await network.book(shop, kept, -4_000 * 60, 41);
    const level = async (itemId: string): Promise<number> => {
      const { body } = await house.api('GET', `/planning/forecast?locationId=${shop}&itemId=${itemId}`);
      expect(listAt(body, 'days')).toHaveLength(28);
      return numberAt(body, 'numbers.levelMilli');
    };
    expect(await level(kept)).toBeGreaterThan(3500);
    expect(await level(naive)).toBeLessThan(1500);
  });

  it('judges an item that is new at a location by the others', async () => {
    const itemId = await network.addItem('novelty');
    await network.addHistory(other, itemId, 3000, 100);
    await network.book(shop, itemId, 1000, 0);
    await run([shop]);
    const { body } = await house.api(
      'GET',
      `/planning/proposals/${textAt(await proposalOf(shop, itemId), 'proposalId')}`,
    );
    expect(numberAt(body, 'explanation.forecast.levelMilli')).toBeCloseTo(3000, -1);
    expect(numberAt(body, 'explanation.forecast.priorShare')).toBe(1);
  });

  it('orders for a pop-up no more than it will still sell', async () => {
    const until = (last: number) => ({
      format: 'pop-up' as const,
      firstDay: addDays(network.today, -60),
      lastDay: addDays(network.today, last),
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
    });
    const soon = await network.addLocation({ code: 'POP1', ...until(2) });
    const tomorrow = await network.addLocation({ code: 'POP2', ...until(1) });
    const over = await network.addLocation({ code: 'POP3', ...until(-1) });
    const itemId = await network.addItem('festival', { packMilli: 1000 });
    for (const place of [soon, tomorrow, over]) {
      await network.book(place, itemId, 10_000, 61);
      await network.addHistory(place, itemId, 8000, 60);
    }
    const result = await run([soon, tomorrow, over]);
    expect(numberAt(result, 'locations')).toBe(2);
    // 8 a day, today and two more days: 24 expected, and the adjustments below leave 10 on hand
    const last = await proposalOf(soon, itemId);
    expect(numberAt(last, 'qtyMilli')).toBeGreaterThan(0);
    expect(numberAt(last, 'qtyMilli')).toBeLessThanOrEqual(14_000);
    const closing = await proposalOf(tomorrow, itemId);
    expect(numberAt(closing, 'qtyMilli')).toBe(0);
    expect(at(closing, 'reason')).toBe('closes-before-delivery');
  });

  it('answers the same run for the same id', async () => {
    const id = newId();
    await run([shop], id);
    const before = await house.sql('select finished_at from planning.run where run_id = $1', [id]);
    await run([shop], id);
    expect(await house.sql('select finished_at from planning.run where run_id = $1', [id])).toEqual(before);
  });

  it('is taken up by another process when the one that worked on it dies', async () => {
    const id = newId();
    await house.sql(`insert into planning.run (org_id, run_id, requested_by) values ($1, $2, 'dead')`, [
      house.orgId,
      id,
    ]);
    await house.sql(
      `insert into planning.run_location (org_id, run_id, location_id, day, leased_until, attempts) values ($1, $2, $3, $4, now() - interval '1 second', 1)`,
      [house.orgId, id, shop, network.today],
    );
    const heir = createPlanning({
      database: house.house.database,
      nowMs: Date.now,
      onCommit: () => undefined,
      log: createLogger('silent'),
      placeDrafts: async () => undefined,
    });
    await heir.sweep();
    await heir.stop();
    const [row] = await house.sql<{ status: string }>('select status from planning.run where run_id = $1', [id]);
    expect(row?.status).toBe('done');
  });

  it('plans by itself once a day where the policy says so, whatever the number of processes', async () => {
    await house.api('PUT', '/planning/policy', { scope: 'organisation', automatic: true });
    const processes = [1, 2, 3].map(() =>
      createPlanning({
        database: house.house.database,
        nowMs: Date.now,
        onCommit: () => undefined,
        log: createLogger('silent'),
        placeDrafts: async () => undefined,
      }),
    );
    await Promise.all(processes.map((one) => one.sweep()));
    await Promise.all(processes.map((one) => one.sweep()));
    await Promise.all(processes.map((one) => one.stop()));
    const rows = await house.sql('select run_id from planning.run where automatic_day is not null');
    expect(rows).toHaveLength(1);
    await house.api('PUT', '/planning/policy', { scope: 'organisation', automatic: false });
  });
});

describe('approval', () => {
  it('orders another quantity than proposed, all in one order, and nothing when one proposal cannot be', async () => {
    const [a, b] = [await network.addItem('batch-a'), await network.addItem('batch-b')];
    for (const itemId of [a, b]) {
      await network.addHistory(other, itemId, 6000, 90);
      await network.book(other, itemId, 1000, 91);
    }
    await run([other]);
    const [first, second] = [await proposalOf(other, a), await proposalOf(other, b)];
    const both = [
      { proposalId: textAt(first, 'proposalId'), qtyMilli: 42_000 },
      { proposalId: textAt(second, 'proposalId') },
    ];
    const refused = await house.api('POST', '/planning/proposals/approve', {
      proposals: [...both, { proposalId: newId() }],
    });
    expect(refused.status).toBe(404);
    expect(await ordersOf(a)).toEqual([]);
    const { body } = await house.api('POST', '/planning/proposals/approve', { proposals: both });
    expect(listAt(body, 'orders')).toHaveLength(1);
    expect(numberAt(body, 'orders.0.lineCount')).toBe(2);
    expect(await ordersOf(a)).toEqual([{ qty_milli: 42_000 }]);
  });

  it('hands the order to its supplier at once when told to', async () => {
    const itemId = await network.addItem('urgent');
    await network.addHistory(other, itemId, 6000, 90);
    await network.book(other, itemId, 1000, 91);
    await run([other]);
    const ask = { proposals: [{ proposalId: textAt(await proposalOf(other, itemId), 'proposalId') }], place: true };
    const { body } = await house.api('POST', '/planning/proposals/approve', ask);
    const orderId = textAt(body, 'orders.0.orderId');
    expect((await house.api('GET', `/purchase-orders/${orderId}`)).at('status')).toBe('sent');
    expect((await house.api('POST', '/planning/proposals/approve', ask)).at('proposals.0.orderId')).toBe(orderId);
  });

  it('is refused for what was dismissed', async () => {
    const itemId = await network.addItem('unwanted');
    await network.addHistory(other, itemId, 6000, 90);
    await network.book(other, itemId, 1000, 91);
    await run([other]);
    const proposalId = textAt(await proposalOf(other, itemId), 'proposalId');
    const dismiss = () => house.api('POST', '/planning/proposals/dismiss', { proposals: [proposalId], note: 'no' });
    expect((await dismiss()).at('dismissed')).toBe(1);
    expect((await dismiss()).at('dismissed')).toBe(0);
    const answer = await house.api('POST', '/planning/proposals/approve', { proposals: [{ proposalId }] });
    expect(answer.status).toBe(409);
  });

  it("waits where the order stays below the supplier's minimum", async () => {
    const strict = await createTestHouse();
    try {
      const there = await createTestNetwork(strict, 10_000_000_000);
      const itemId = await there.addItem('small');
      const { locationId } = strict.locations[0];
      await there.addHistory(locationId, itemId, 2000, 60);
      await there.book(locationId, itemId, 1000, 61);
      await strict.api('POST', '/planning/runs', {});
      const { body } = await strict.api('GET', '/planning/proposals');
      expect(at(body, 'items.0.minimum')).toBe('deferred');
      const { body: read } = await strict.api('GET', `/planning/proposals/${textAt(body, 'items.0.proposalId')}`);
      expect(listAt(read, 'explanation.sentences').at(-1)).toMatch(/minimum of €10,000.00: better wait/);
    } finally {
      await strict.close();
    }
  });
});

describe('policy', () => {
  it('raises the stock held for an item by its own service level', async () => {
    const itemId = await network.addItem('vital', { packMilli: 1000 });
    await network.addHistory(shop, itemId, 5000, 90);
    await network.book(shop, itemId, 1000, 91);
    await run([shop]);
    const before = numberAt(await proposalOf(shop, itemId), 'qtyMilli');
    const put = await house.api('PUT', '/planning/policy', {
      scope: 'item',
      key: itemId,
      serviceLevel: 0.999,
      reviewDays: 7,
    });
    expect(put.status).toBe(200);
    await run([shop]);
    const after = numberAt(await proposalOf(shop, itemId), 'qtyMilli');
    expect(after).toBeGreaterThan(before + 6 * 4000);
    const { body } = await house.api('GET', '/planning/policy');
    expect(listAt(body, 'overrides')).toEqual([{ scope: 'item', key: itemId, serviceLevel: 0.999, reviewDays: 7 }]);
  });

  it('refuses a key that does not fit its scope', async () => {
    const answer = await house.api('PUT', '/planning/policy', { scope: 'organisation', key: 'x' });
    expect(answer.status).toBe(400);
    expect((await house.api('PUT', '/planning/policy', { scope: 'item', key: newId() })).status).toBe(404);
  });
});

describe('the figures', () => {
  it('tell stock-outs, cover and how the forecast did', async () => {
    const place = await network.addLocation({
      code: 'KPI',
      format: 'shop',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
    });
    const [there, out] = [await network.addItem('there'), await network.addItem('out')];
    for (const itemId of [there, out]) await network.addHistory(place, itemId, 2000, 60);
    await network.book(place, there, 40_000, 61);
    await network.book(place, out, 1000, 61);
    await network.book(place, out, -1000, 0);
    const yesterday = await house.api('POST', '/planning/runs', {
      locationIds: [place],
      day: addDays(network.today, -7),
    });
    expect(yesterday.at('status')).toBe('done');
    await run([place]);
    const { body } = await house.api('GET', `/planning/kpis?locationId=${place}`);
    expect(at(body, 'locations.0.items')).toBe(2);
    expect(at(body, 'locations.0.itemsOut')).toBe(1);
    expect(at(body, 'locations.0.inStockShare')).toBe(0.5);
    expect(at(body, 'locations.0.comparedDays')).toBe(14);
    expect(Math.abs(numberAt(body, 'locations.0.forecastBias'))).toBeLessThan(0.05);
  });
});

describe('isolation', () => {
  it('shows another organisation nothing, and a location manager only their location', async () => {
    const stranger = await house.anotherOrganisation();
    const list = await house.api('GET', '/planning/proposals?positive=false&limit=500', undefined, stranger.keys.owner);
    expect(listAt(list.body, 'items')).toHaveLength(0);
    const { body } = await house.api('GET', `/planning/proposals?locationId=${other}&positive=false`);
    const proposalId = textAt(body, 'items.0.proposalId');
    expect((await house.api('GET', `/planning/proposals/${proposalId}`, undefined, stranger.keys.owner)).status).toBe(
      404,
    );
    const asStranger = await house.api(
      'POST',
      '/planning/proposals/approve',
      { proposals: [{ proposalId }] },
      stranger.keys.owner,
    );
    expect(asStranger.status).toBe(404);
    const scoped = house.scopedKeys['location-manager'];
    expect((await house.api('GET', `/planning/proposals/${proposalId}`, undefined, scoped)).status).toBe(403);
    const mine = await house.api('GET', '/planning/proposals?positive=false&limit=500', undefined, scoped);
    expect(new Set(listAt(mine.body, 'items').map((one) => at(one, 'locationId')))).toEqual(new Set([shop]));
    const asScoped = await house.api(
      'POST',
      '/planning/proposals/approve',
      { proposals: [{ proposalId }] },
      house.scopedKeys.operations,
    );
    expect(asScoped.status).toBe(403);
  });
});
