import { randomUUID } from 'node:crypto';
import { addDays } from '@barrow/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoOrgId } from '../apps/server/src/demo/load/create-demo.ts';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { verify } from '../apps/server/src/verify/verify.ts';
import { until } from './support/until.ts';
import { createDemoNetwork, type DemoNetwork } from './support/demo-network.ts';

const monday = 1;
let demo: DemoNetwork;
const locations = new Map<string, string>();
beforeAll(async () => {
  demo = await createDemoNetwork(28, monday);
  for (const one of listAt(await demo.api('GET', '/locations?limit=100'), 'items'))
    locations.set(textAt(one, 'code'), textAt(one, 'locationId'));
}, 60_000);
afterAll(() => demo.close());

const locationOf = (code: string): string => locations.get(code) ?? '';
const install = (name: string, parameters: object) =>
  demo.api('PUT', `/playbooks/${name}/installation`, { parameters, why: 'a test' });

const runsOf = async (businessKey: string, status = ''): Promise<readonly unknown[]> =>
  listAt(
    await demo.api(
      'GET',
      `/flows/runs?limit=500&businessKey=${businessKey}${status === '' ? '' : `&status=${status}`}`,
    ),
    'items',
  );
const runEnded = (businessKey: string): Promise<unknown> =>
  until(`the run of ${businessKey} has ended`, async () => {
    const [run] = await runsOf(businessKey);
    const status = run === undefined ? '' : textAt(run, 'status');
    if (status === 'faulted')
      throw new Error(JSON.stringify(await demo.api('GET', `/flows/runs/${textAt(run, 'runId')}`)));
    return status === 'completed' ? demo.api('GET', `/flows/runs/${textAt(run, 'runId')}`) : undefined;
  });
const openTasks = async (kind: string): Promise<readonly unknown[]> =>
  listAt(await demo.api('GET', `/tasks?limit=500&kind=${kind}`), 'items');
const answer = (task: unknown, data: object) => demo.api('POST', `/tasks/${textAt(task, 'taskId')}/complete`, { data });
const noticesAbout = async (words: string): Promise<readonly unknown[]> =>
  listAt(await demo.api('GET', '/notices?limit=200'), 'items').filter((one) => textAt(one, 'title').includes(words));
const read = (orderId: string) => demo.api('GET', `/purchase-orders/${orderId}`);

/** Sells all there is of an item at a location, now. */
const sellOut = (locationId: string, itemId: string, qtyMilli: number) =>
  demo.api('POST', '/sales', {
    id: randomUUID(),
    locationId,
    occurredAt: new Date().toISOString(),
    lines: [{ itemId, qtyMilli, unitPriceMicro: 5_000_000 }],
  });

describe('replenishment with approval', () => {
  const limit = 250;
  let orders: readonly { orderId: string; locationId: string; value: number }[] = [];

  it(
    'drafts what is due, sends what is small, and asks about the rest, each place by its own limit',
    { timeout: 60_000 },
    async () => {
      await install('replenishment', { limit, afterEveryPlan: true });
      await demo.api('PUT', '/playbooks/replenishment/overrides/format/kiosk', {
        parameters: { limit: 0 },
        why: 'kiosks are asked about everything',
      });
      await demo.api('POST', '/planning/runs', { day: demo.day });
      const count = await until('orders were drafted', async () => {
        const [draft] = await demo.house.sql<{ orders: number }>(
          `select (r.output ->> 'orders')::integer as orders from flows.run r join flows.definition d using (org_id, definition_id)
         where r.org_id = $1 and d.name = 'replenishment-draft' and r.status = 'completed'`,
          [demoOrgId],
        );
        return draft?.orders;
      });
      expect(count).toBeGreaterThan(5);
      const kiosks = new Set([locationOf('BER-H'), locationOf('LIS-C')]);
      const asked = (order: { locationId: string; value: number }): boolean =>
        order.value > limit || (kiosks.has(order.locationId) && order.value > 0);
      orders = await until('every order was sent or asked about', async () => {
        const all = listAt(await demo.api('GET', '/purchase-orders?limit=200'), 'items').map((order) => ({
          orderId: textAt(order, 'orderId'),
          locationId: textAt(order, 'locationId'),
          status: textAt(order, 'status'),
          value: Number(at(order, 'valueMicro')) / 1_000_000,
        }));
        const tasks = new Set((await openTasks('order-approval')).map((task) => textAt(task, 'details.orderId')));
        const isDone = all.every((order) => (order.status === 'draft' ? tasks.has(order.orderId) : true));
        return all.length === count && isDone && all.some((order) => order.status !== 'draft') ? all : undefined;
      });
      const tasks = new Set((await openTasks('order-approval')).map((task) => textAt(task, 'details.orderId')));
      expect(orders.map((order) => tasks.has(order.orderId))).toEqual(orders.map(asked));
      expect(orders.filter(asked).length).toBeGreaterThan(1);
      expect(orders.filter((order) => !asked(order)).length).toBeGreaterThan(1);
    },
  );

  it('orders nothing twice: the same plan again drafts nothing', { timeout: 60_000 }, async () => {
    const before = listAt(await demo.api('GET', '/purchase-orders?limit=200'), 'items').length;
    const runId = textAt(await demo.api('POST', '/planning/runs', { day: demo.day }), 'runId');
    expect(at(await runEnded(`planning-run:${runId}`), 'output')).toMatchObject({ orders: 0 });
    expect(listAt(await demo.api('GET', '/purchase-orders?limit=200'), 'items')).toHaveLength(before);
  });

  it('sends what is approved, and cancels what is refused', { timeout: 60_000 }, async () => {
    const [yes, no] = await openTasks('order-approval');
    await answer(yes, { approved: true });
    await answer(no, { approved: false, reason: 'not before the holidays' });
    const refused = textAt(no, 'details.orderId');
    expect(at(await runEnded(`order:${refused}`), 'output')).toMatchObject({ ended: 'refused' });
    expect(textAt(await read(refused), 'status')).toBe('cancelled');
    await until('the approved order was sent', async () =>
      ['sent', 'acknowledged'].includes(textAt(await read(textAt(yes, 'details.orderId')), 'status'))
        ? true
        : undefined,
    );
  });

  it('watches an order until it is received', { timeout: 60_000 }, async () => {
    const order = await until('a supplier acknowledged', async () => {
      const page = await demo.api('GET', '/purchase-orders?limit=200&status=acknowledged');
      return listAt(page, 'items')[0];
    });
    const orderId = textAt(order, 'orderId');
    const lines = listAt(await read(orderId), 'lines').map((line) => ({
      lineNo: Number(at(line, 'lineNo')),
      receivedMilli: Number(at(line, 'qtyMilli')),
    }));
    await demo.api('POST', `/purchase-orders/${orderId}/receipts`, { receiptId: randomUUID(), lines });
    expect(at(await runEnded(`order:${orderId}`), 'output')).toMatchObject({ orderId, ended: 'received' });
  });
});

describe('stock-out alarm with a transfer', () => {
  /** Items of which the kiosk has some and the shop in town has plenty. */
  const plenty = async (): Promise<{ item_id: string; here: number }[]> =>
    demo.house.sql<{ item_id: string; here: number }>(
      `select k.item_id, k.on_hand_milli as here from stock.balance k
       join stock.balance s on s.org_id = k.org_id and s.item_id = k.item_id and s.location_id = $3
       join planning.forecast f on f.org_id = s.org_id and f.location_id = s.location_id and f.item_id = s.item_id
       where k.org_id = $1 and k.location_id = $2 and k.on_hand_milli > 0 and s.on_hand_milli > f.level_milli * 7 + 4000
         and k.in_transit_milli = 0
       order by s.on_hand_milli desc limit 3`,
      [demoOrgId, locationOf('BER-H'), locationOf('BER-M')],
    );

  it(
    'asks the nearest location that can spare some, and is over when the goods are there',
    { timeout: 60_000 },
    async () => {
      await install('stock-out-transfer', { coverDays: 2 });
      await demo.api('PUT', '/playbooks/stock-out-transfer/overrides/format/online', {
        parameters: { active: false },
        why: 'nobody drives to the web shop',
      });
      const [item] = await plenty();
      if (item === undefined) throw new Error('no item to sell out');
      await sellOut(locationOf('BER-H'), item.item_id, item.here);
      const task = await until('the shop was asked', async () => (await openTasks('transfer-request'))[0]);
      expect(task).toMatchObject({ locationId: locationOf('BER-M'), assigneeRole: 'location-manager' });
      expect(textAt(task, 'title')).toMatch(/^Can you send \d+ × .+ to Berlin Hauptbahnhof\?$/);
      await answer(task, { send: true });
      const transferId = textAt(task, 'details.transferId');
      await demo.api('POST', `/transfers/${transferId}/ship`, {});
      await demo.api('POST', `/transfers/${transferId}/receive`, {});
      expect(at(await runEnded(`item:${item.item_id}`), 'output')).toMatchObject({
        transferId,
        fromLocationId: locationOf('BER-M'),
        ended: 'stock.transfer.received',
      });
    },
  );

  it('withdraws what is refused and tells operations why', { timeout: 60_000 }, async () => {
    const [, item] = await plenty();
    if (item === undefined) throw new Error('no item to sell out');
    await sellOut(locationOf('BER-H'), item.item_id, item.here);
    const task = await until('the shop was asked', async () =>
      (await openTasks('transfer-request')).find((one) => at(one, 'details.itemId') === item.item_id),
    );
    await answer(task, { send: false, reason: 'we need it ourselves' });
    await runEnded(`item:${item.item_id}`);
    const transfers = listAt(await demo.api('GET', '/transfers?limit=100'), 'items');
    const transfer = transfers.find((one) => at(one, 'transferId') === at(task, 'details.transferId'));
    expect(textAt(transfer, 'status')).toBe('cancelled');
    const [notice] = await noticesAbout('cannot send');
    expect(textAt(notice, 'body')).toBe('we need it ourselves');
  });

  it('does nothing where it is switched off', { timeout: 60_000 }, async () => {
    const web = locationOf('WEB');
    const [item] = await demo.house.sql<{ item_id: string; here: number }>(
      `select item_id, on_hand_milli as here from stock.balance where org_id = $1 and location_id = $2 and on_hand_milli > 0 limit 1`,
      [demoOrgId, web],
    );
    if (item === undefined) throw new Error('no item to sell out');
    await sellOut(web, item.item_id, item.here);
    await runEnded(`location:${web}`);
    const [count] = await demo.house.sql<{ count: number }>(
      `select count(*)::integer as count from stock.transfer where org_id = $1 and to_location_id = $2 and note like '%ran out%'`,
      [demoOrgId, web],
    );
    expect(count?.count).toBe(0);
  });
});

describe('a new location', () => {
  it(
    'gets the points of its format, is asked for what is missing, and is measured to its first sale',
    { timeout: 60_000 },
    async () => {
      await install('new-location', { readyDays: 7 });
      const today = new Date().toISOString().slice(0, 10);
      const created = await demo.api('POST', '/locations', {
        code: 'HAM-P',
        name: 'Hamburg pop-up',
        format: 'pop-up',
        firstDay: today,
        lastDay: addDays(today, 20),
      });
      const locationId = textAt(created, 'locationId');
      const points = await until('all points were asked', async () => {
        const tasks = (await openTasks('new-location')).filter((task) => at(task, 'locationId') === locationId);
        return tasks.length >= 7 ? tasks : undefined;
      });
      const titles = points.map((task) => textAt(task, 'title'));
      expect(titles.filter((title) => title.startsWith('The last day is fixed'))).toHaveLength(1);
      expect(titles.filter((title) => title.startsWith('Premises'))).toHaveLength(0);
      await demo.api('PATCH', `/locations/${locationId}`, {
        openingPeriods: [{ weekday: 1, opensMinutes: 600, closesMinutes: 1200 }],
      });
      for (const point of points) await answer(point, { done: true, note: 'bring an adapter' });
      const missing = await until('what is missing was asked for', async () =>
        (await openTasks('new-location')).find((task) => at(task, 'locationId') === locationId),
      );
      expect(textAt(missing, 'title')).toBe('Hamburg pop-up still lacks an assortment, a first stock');
      await answer(missing, { done: true });
      const [item] = await demo.house.sql<{ item_id: string }>(
        'select item_id from catalogue.item where org_id = $1 limit 1',
        [demoOrgId],
      );
      await sellOut(locationId, item?.item_id ?? '', 1_000);
      const output = at(await runEnded(`location:${locationId}`), 'output');
      expect(output).toMatchObject({ format: 'pop-up', missing: ['an assortment', 'a first stock'] });
      expect(Number(at(output, 'hours'))).toBeLessThan(1);
      expect(await noticesAbout('Hamburg pop-up has made its first sale')).toHaveLength(1);
    },
  );

  it('has another list as a kiosk, and none as a warehouse', { timeout: 60_000 }, async () => {
    const kiosk = textAt(
      await demo.api('POST', '/locations', { code: 'HAM-K', name: 'Hamburg kiosk', format: 'kiosk' }),
      'locationId',
    );
    const warehouse = textAt(
      await demo.api('POST', '/locations', { code: 'HAM-W', name: 'Hamburg warehouse', format: 'warehouse' }),
      'locationId',
    );
    const tasks = await until('the kiosk was asked', async () => {
      const all = (await openTasks('new-location')).filter((task) => at(task, 'locationId') === kiosk);
      return all.length >= 6 ? all : undefined;
    });
    expect(tasks.map((task) => textAt(task, 'title')).filter((title) => title.startsWith('The last day'))).toEqual([]);
    await runEnded(`location:${warehouse}`);
    expect((await openTasks('new-location')).filter((task) => at(task, 'locationId') === warehouse)).toEqual([]);
  });
});

describe('review of large refunds', () => {
  const refund = async (qtyMilli: number): Promise<string> => {
    const [item] = await demo.house.sql<{ item_id: string }>(
      'select item_id from catalogue.item where org_id = $1 limit 1',
      [demoOrgId],
    );
    const id = randomUUID();
    await demo.api('POST', '/sales', {
      id,
      locationId: locationOf('BER-M'),
      occurredAt: new Date().toISOString(),
      lines: [{ itemId: item?.item_id, qtyMilli, unitPriceMicro: 40_000_000 }],
    });
    return id;
  };

  it('asks about those above the limit only, and tells of what was not right', { timeout: 60_000 }, async () => {
    await install('refund-review', {});
    const small = await refund(-1_000);
    const large = await refund(-2_000);
    const sale = await refund(1_000);
    expect(at(await runEnded(`sale:${small}`), 'output')).not.toMatchObject({ right: true });
    const task = await until('the refund was asked about', async () => (await openTasks('refund-review'))[0]);
    expect(task).toMatchObject({ assigneeRole: 'location-manager', details: { saleId: large, refunded: 80 } });
    expect(textAt(task, 'title')).toBe('Was the refund of 80 EUR at Berlin Mitte right?');
    await answer(task, { right: false, reason: 'two zeros too many' });
    expect(at(await runEnded(`sale:${large}`), 'output')).toEqual({ saleId: large, refunded: 80, right: false });
    expect(await noticesAbout('was not right')).toMatchObject([{ severity: 'urgent', body: 'two zeros too many' }]);
    expect(await openTasks('refund-review')).toEqual([]);
    expect(await runsOf(`sale:${sale}`)).toEqual([]);
  });
});

it('the books are right after all of it', async () => {
  expect(await verify(demo.house.house.database, demoOrgId)).toEqual([]);
});
