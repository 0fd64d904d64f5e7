import { createServer } from 'node:net';
import { createSupplierSandbox, type Behaviour, type SupplierSandbox } from '@barrow/supplier-sandbox';
import { addDays, businessDay } from '@barrow/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';
import { draftOrders, quantityOnOrder, readSuppliersFor, readSupplyTerms } from './index.ts';
import { sweepLateOrders } from './sweep-late-orders.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

let house: TestHouse;
let sandbox: SupplierSandbox;
let itemIds: string[];
let batch: unknown;
let itemBatch: unknown;
const other = { supplierId: newId() };

beforeAll(async () => {
  const [barrowPort, sandboxPort] = [await freePort(), await freePort()];
  const environment = { BARROW_PORT: String(barrowPort), BARROW_EGRESS_ALLOW: `127.0.0.1:${sandboxPort}` };
  house = await createTestHouse({ environment });
  sandbox = createSupplierSandbox({ barrowUrl: house.address, apiKey: house.keys.supplier });
  const url = await sandbox.listen({ port: sandboxPort });
  const common = { transport: 'http', orderUrl: `${url}/orders`, timeZone: 'Europe/Berlin', leadTimeDays: 2 };
  const suppliers = [
    {
      ...common,
      id: house.supplierId,
      code: 'SUP',
      name: 'Sandbox',
      orderWeekdays: [1, 2, 3, 4, 5],
      closedDays: ['2026-12-25'],
    },
    { ...common, id: other.supplierId, code: 'OTHER', name: 'Other', currency: 'USD' },
    { code: 'BAD', name: 'Bad', transport: 'http' },
  ];
  batch = (await house.api('POST', '/suppliers/batch', { suppliers })).body;
  itemIds = [];
  for (const sku of ['SOAP', 'COMB'])
    itemIds.push(textAt((await house.api('POST', '/items', { sku, name: sku })).body, 'itemId'));
  const items = [house.supplierId, other.supplierId].flatMap((supplierId) =>
    itemIds.map((itemId, index) => ({
      supplierId,
      itemId,
      supplierItemCode: `X-${index}`,
      costMicro: 1_200_000 + index,
      packMilli: 6000,
      ...(supplierId === house.supplierId ? { preferred: true } : {}),
    })),
  );
  itemBatch = (await house.api('POST', '/suppliers/items/batch', { items: [...items, { supplierId: 'x' }] })).body;
});
afterAll(async () => {
  await sandbox.close();
  await house.close();
});

const location = () => house.locations[0].locationId;

async function draft(supplierId = house.supplierId, change: object = {}): Promise<string> {
  const id = newId();
  const lines = itemIds.map((itemId, index) => ({ itemId, qtyMilli: 12_000 * (index + 1) }));
  const answer = await house.api('POST', '/purchase-orders', {
    id,
    supplierId,
    locationId: location(),
    lines,
    ...change,
  });
  return textAt(answer.body, 'orderId');
}

const order = async (id: string) => (await house.api('GET', `/purchase-orders/${id}`)).body;
const tell = (id: string, what: string, body: object = {}, key = house.keys.owner) =>
  house.api('POST', `/purchase-orders/${id}/${what}`, body, key);

async function until(id: string, status: string): Promise<void> {
  await vi.waitFor(async () => expect(await order(id)).toMatchObject({ status }), { timeout: 10_000, interval: 50 });
}

async function sent(behaviour: Behaviour, supplierId = house.supplierId): Promise<string> {
  sandbox.setBehaviour({ dispatch: false, ...behaviour });
  const id = await draft(supplierId);
  expect((await tell(id, 'approve')).status).toBe(200);
  expect((await tell(id, 'place')).body).toMatchObject({ status: 'sent' });
  return id;
}

const receive = (id: string, first: number, second: number, change: object = {}) =>
  tell(id, 'receipts', {
    receiptId: newId(),
    lines: [
      { lineNo: 1, receivedMilli: first },
      { lineNo: 2, receivedMilli: second },
    ],
    ...change,
  });

/** On hand and value of the two items at the location, less what was there before. */
async function stock(): Promise<{ onHand: number[]; value: number }> {
  const rows = await house.sql<{ item_id: string; on_hand_milli: number; value_micro: number }>(
    'select item_id, on_hand_milli, value_micro from stock.balance where location_id = $1',
    [location()],
  );
  const of = (itemId: string) => rows.find((row) => row.item_id === itemId);
  return {
    onHand: itemIds.map((itemId) => of(itemId)?.on_hand_milli ?? 0),
    value: rows.reduce((sum, row) => sum + row.value_micro, 0),
  };
}

async function onOrder(): Promise<number> {
  const rows = await house.house.database.transaction(house.orgId, (tx) => quantityOnOrder(tx, [location()]));
  return rows.reduce((sum, row) => sum + row.qtyMilli, 0);
}

describe('a purchase order on its whole way', () => {
  it('is acknowledged by callback, announced, received in parts and ended; stock has the cost of the order', async () => {
    const before = { stock: await stock(), onOrder: await onOrder() };
    const id = await sent({ mode: 'delay', delayMs: 20, dispatch: true, dispatchAfterMs: 20, lateDays: 3 });
    expect((await onOrder()) - before.onOrder).toBe(36_000);
    await vi.waitFor(async () => expect(at(await order(id), 'advices.0.lines.0.shippedQtyMilli')).toBe(12_000), {
      timeout: 10_000,
    });
    const acknowledged = await order(id);
    expect(acknowledged).toMatchObject({
      status: 'acknowledged',
      expectedDay: addDays(textAt(acknowledged, 'requestedDay'), 3),
      lines: [{ confirmedMilli: 12_000, advisedMilli: 12_000 }, { advisedMilli: 24_000 }],
    });
    await vi.waitFor(() => expect(sandbox.orders().at(-1)?.posted).toHaveLength(2));
    expect(sandbox.orders().at(-1)?.posted).toMatchObject([{ outcome: 'HTTP 200' }, { outcome: 'HTTP 200' }]);

    const receiptId = newId();
    expect((await receive(id, 5000, 0, { receiptId })).body).toMatchObject({
      status: 'part-received',
      lines: [{ receivedMilli: 5000, outstandingMilli: 7000 }, { outstandingMilli: 24_000 }],
    });
    expect((await receive(id, 5000, 0, { receiptId })).body).toMatchObject({ lines: [{ receivedMilli: 5000 }, {}] });
    expect(await receive(id, 6000, 0, { receiptId })).toMatchObject({ status: 409, body: { code: 'ORDER_CONFLICT' } });
    const last = {
      lines: [
        { lineNo: 1, receivedMilli: 7000 },
        { lineNo: 2, receivedMilli: 20_000, damagedMilli: 4000 },
      ],
    };
    expect((await receive(id, 0, 0, last)).body).toMatchObject({
      status: 'part-received',
      lines: [{ outstandingMilli: 0 }, { receivedMilli: 20_000, damagedMilli: 4000, outstandingMilli: 4000 }],
    });
    expect((await onOrder()) - before.onOrder).toBe(4000);
    expect((await receive(id, 0, 4000)).body).toMatchObject({ status: 'received' });
    expect((await tell(id, 'close')).body).toMatchObject({ status: 'closed', receipts: [{}, {}, {}] });
    const after = await stock();
    expect(after.onHand.map((milli, index) => milli - (before.stock.onHand[index] ?? 0))).toEqual([12_000, 24_000]);
    expect(after.value - before.stock.value).toBe(12 * 1_200_000 + 24 * 1_200_001);
    expect(await onOrder()).toBe(before.onOrder);
  });

  it('that is shipped short is closed short', async () => {
    const id = await sent({ mode: 'short-ship', shortShare: 0.5, announce: false });
    await until(id, 'acknowledged');
    expect((await receive(id, 6000, 12_000)).body).toMatchObject({ status: 'part-received' });
    const before = await onOrder();
    expect((await tell(id, 'close')).body).toMatchObject({ status: 'closed', lines: [{ outstandingMilli: 0 }, {}] });
    expect(before - (await onOrder())).toBe(18_000);
    expect(await receive(id, 1000, 0)).toMatchObject({ status: 409, body: { code: 'ORDER_STATE' } });
  });

  it('that is confirmed short is received when that has come, and takes what comes over', async () => {
    const id = await sent({ mode: 'short-ship', shortShare: 0.5 });
    await until(id, 'acknowledged');
    expect(await order(id)).toMatchObject({ lines: [{ confirmedMilli: 6000, reason: 'Not enough in stock' }, {}] });
    expect((await receive(id, 6000, 12_000)).body).toMatchObject({ status: 'received' });
    const before = (await stock()).onHand[0] ?? 0;
    expect((await receive(id, 2000, 0)).body).toMatchObject({
      status: 'received',
      lines: [{ receivedMilli: 8000 }, {}],
    });
    expect((await stock()).onHand[0]).toBe(before + 2000);
  });

  it('is answered once, however often the supplier calls', async () => {
    const id = await sent({ mode: 'acknowledge' });
    await until(id, 'acknowledged');
    const before = await order(id);
    const answer = {
      orderId: id,
      status: 'accepted',
      reference: at(before, 'reference'),
      expectedDay: at(before, 'expectedDay'),
      lines: [],
      extra: 'ignored',
    };
    const again = await Promise.all([1, 2, 3].map(() => tell(id, 'acknowledgement', answer, house.keys.supplier)));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await order(id)).toEqual(before);
    const advice = { deliveryReference: 'D-1', day: '2030-01-01', lines: [{ lineNo: 1, shippedQtyMilli: 12_000 }] };
    for (const status of [200, 200])
      expect((await tell(id, 'advices', advice, house.keys.supplier)).status).toBe(status);
    expect(await order(id)).toMatchObject({ expectedDay: '2030-01-01', lines: [{ advisedMilli: 12_000 }, {}] });
    expect((await tell(id, 'advices', { ...advice, day: '2030-01-02' })).body).toMatchObject({
      code: 'ORDER_CONFLICT',
    });
    const strange = { ...answer, lines: [{ lineNo: 9, confirmedQtyMilli: 1 }] };
    expect((await tell(id, 'acknowledgement', strange)).body).toMatchObject({
      status: 422,
      problems: [{ pointer: '/lines/0/lineNo' }],
    });
  });

  it('in another currency is taken into stock at the rate of the day; without one, nothing is stored', async () => {
    const id = await sent({ mode: 'acknowledge' }, other.supplierId);
    await until(id, 'acknowledged');
    expect(await receive(id, 1000, 0)).toMatchObject({ status: 422, body: { code: 'EXCHANGE_RATE_MISSING' } });
    expect(await order(id)).toMatchObject({ status: 'acknowledged', receipts: [] });
    const rate = { base: 'USD', quote: 'EUR', day: '2020-01-01', rateMicro: 900_000 };
    expect((await house.api('PUT', '/exchange-rates', rate)).status).toBe(200);
    const before = await stock();
    expect((await receive(id, 1000, 0)).body).toMatchObject({
      receipts: [{ lines: [{ unitCostMicro: 1_080_000 }, {}] }],
    });
    expect((await stock()).value - before.value).toBe(1_080_000);
  });

  it('that is late raises one task', async () => {
    const id = await sent({ mode: 'acknowledge' });
    await until(id, 'acknowledged');
    const expected = addDays(businessDay(Date.now(), 'Europe/Berlin', 240), -2);
    await house.sql('update supply.purchase_order set expected_day = $2 where order_id = $1', [id, expected]);
    const sweep = () => sweepLateOrders(house.house.database, Date.now, () => undefined);
    const counts = await Promise.all([sweep(), sweep()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const tasks = await house.api('GET', '/tasks?kind=order-late');
    expect(tasks.body).toMatchObject({ items: [{ timesRaised: 1, details: { orderId: id, daysLate: 2 } }] });
    await tell(id, 'close');
    expect((await house.api('GET', '/tasks?kind=order-late')).body).toEqual({ items: [] });
  });
});

describe('a draft', () => {
  it('is one however often it is sent, and another content under its id is refused', async () => {
    const ask = { id: newId(), supplierId: house.supplierId, locationId: location(), note: 'once' };
    const lines = [{ itemId: itemIds[0], qtyMilli: 6000 }];
    const answers = await Promise.all([1, 2, 3].map(() => house.api('POST', '/purchase-orders', { ...ask, lines })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => textAt(body, 'number'))).size).toBe(1);
    const changed = await house.api('POST', '/purchase-orders', { ...ask, lines, note: 'twice' });
    expect(changed).toMatchObject({ status: 409, body: { code: 'ORDER_CONFLICT' } });
  });

  it('can change until it is approved; a wrong line is named', async () => {
    const id = await draft();
    const lines = [{ itemId: itemIds[1], qtyMilli: 6000 }];
    const change = await house.api('PATCH', `/purchase-orders/${id}`, {
      lines,
      note: 'less',
      requestedDay: '2030-05-05',
    });
    expect(change.body).toMatchObject({
      note: 'less',
      requestedDay: '2030-05-05',
      lineCount: 1,
      valueMicro: 7_200_006,
    });
    const wrong = { lines: [...lines, { itemId: newId(), qtyMilli: 1 }, ...lines] };
    expect((await house.api('PATCH', `/purchase-orders/${id}`, wrong)).body).toMatchObject({
      code: 'ORDER_INVALID',
      problems: [{ pointer: '/lines/1/itemId' }, { pointer: '/lines/2/itemId' }],
    });
    await tell(id, 'approve');
    expect((await house.api('PATCH', `/purchase-orders/${id}`, { note: 'late' })).body).toMatchObject({
      code: 'ORDER_STATE',
    });
    expect((await tell(id, 'reopen')).body).toMatchObject({ status: 'draft', approvedBy: null });
    expect((await tell(id, 'cancel')).body).toMatchObject({ status: 'cancelled' });
  });

  it('is made for planning in one go, with its explanation, and keeps it when its quantity changes', async () => {
    const explanation = { reason: 'needed', orderMilli: 6000 };
    const orders = [1, 2, 3].map(() => ({ id: newId() }));
    const events: unknown[] = [];
    const by = {
      actor: { kind: 'system', id: 'planning', name: 'Planning', enteredBy: 'system' } as const,
      nowMs: Date.now,
      emit: (event: unknown) => events.push(event),
    };
    const make = () =>
      house.house.database.transaction(house.orgId, (tx) =>
        draftOrders(
          tx,
          by,
          orders.map(({ id }) => ({
            orderId: id,
            supplierId: house.supplierId,
            locationId: location(),
            source: 'proposal' as const,
            requestedDay: '2030-01-02',
            lines: itemIds.map((itemId) => ({ itemId, qtyMilli: 6000 })),
          })),
        ),
      );
    const made = await make();
    expect(made.map(({ orderId }) => orderId)).toEqual(orders.map(({ id }) => id));
    expect(new Set(made.map(({ number }) => number)).size).toBe(3);
    expect(events).toHaveLength(3);
    expect(await make()).toEqual(made);
    expect(events).toHaveLength(3);
    const id = orders[0]?.id ?? '';
    await house.sql('update supply.purchase_order_line set explanation = $2 where order_id = $1', [id, explanation]);
    const lines = [{ itemId: itemIds[0], qtyMilli: 12_000 }];
    const changed = await house.api('PATCH', `/purchase-orders/${id}`, { lines });
    expect(changed.body).toMatchObject({ source: 'proposal', lines: [{ qtyMilli: 12_000, explanation }] });
  });
});

describe('a batch', () => {
  it('stores what is good and names what is not', () => {
    expect(batch).toMatchObject({
      saved: [{ index: 0, supplierId: house.supplierId, created: true }, { index: 1 }],
      rejected: [{ index: 2, problem: { code: 'SUPPLIER_INVALID', problems: [{ pointer: '/orderUrl' }] } }],
    });
    expect(itemBatch).toMatchObject({
      saved: [{}, {}, {}, {}],
      rejected: [{ index: 4, problem: { code: 'INPUT_INVALID' } }],
    });
  });
});

describe('terms', () => {
  it('name one source of each item, the preferred one, and the calendar of its supplier', async () => {
    const { terms, suppliers } = await house.house.database.transaction(house.orgId, async (tx) => ({
      terms: await readSupplyTerms(tx, itemIds),
      suppliers: await readSuppliersFor(tx),
    }));
    expect(terms.map((term) => [term.supplierId, term.packMilli, term.currency])).toEqual([
      [house.supplierId, 6000, 'EUR'],
      [house.supplierId, 6000, 'EUR'],
    ]);
    expect(suppliers.get(house.supplierId)).toMatchObject({
      timeZone: 'Europe/Berlin',
      calendar: { orderWeekdays: [1, 2, 3, 4, 5], cutoffMinutes: 1440, leadTimeDays: 2, closedDays: ['2026-12-25'] },
    });
  });

  it('move the preference of an item from one supplier to another', async () => {
    const [itemId] = itemIds;
    const put = (supplierId: string) =>
      house.api('PUT', `/suppliers/${supplierId}/items/${itemId}`, {
        supplierItemCode: 'X',
        costMicro: 1,
        preferred: true,
      });
    expect((await put(other.supplierId)).status).toBe(200);
    const listed = await house.api('GET', `/suppliers/items?itemId=${itemId}`);
    expect(listAt(listed.body, 'items').filter((entry) => at(entry, 'preferred') === true)).toMatchObject([
      { supplierId: other.supplierId, packMilli: 6000 },
    ]);
    const back = { supplierItemCode: 'X-0', costMicro: 1_200_000, preferred: true };
    expect((await house.api('PUT', `/suppliers/${house.supplierId}/items/${itemId}`, back)).status).toBe(200);
  });
});

describe('a supplier', () => {
  it('sees its own orders once they were sent, without what is only ours, and may only answer', async () => {
    const key = house.keys.supplier;
    const hidden = await draft();
    expect(await house.api('GET', `/purchase-orders/${hidden}`, undefined, key)).toMatchObject({ status: 404 });
    const id = await sent({ mode: 'acknowledge' });
    await until(id, 'acknowledged');
    const foreign = await sent({ mode: 'acknowledge' }, other.supplierId);
    for (const path of ['', '/acknowledgement', '/advices']) {
      const body = {
        orderId: foreign,
        status: 'accepted',
        deliveryReference: 'x',
        day: '2030-01-01',
        lines: [{ lineNo: 1, shippedQtyMilli: 1, confirmedQtyMilli: 1 }],
      };
      const answer = await house.api(
        path === '' ? 'GET' : 'POST',
        `/purchase-orders/${foreign}${path}`,
        path === '' ? undefined : body,
        key,
      );
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const seen = await house.api('GET', `/purchase-orders/${id}`, undefined, key);
    expect(seen.body).toMatchObject({
      orderId: id,
      createdBy: '',
      note: '',
      dispatch: null,
      lines: [{ explanation: null }, {}],
    });
    const listed = await house.api('GET', '/purchase-orders?limit=500', undefined, key);
    const listedIds = listAt(listed.body, 'items').map((entry) => at(entry, 'orderId'));
    expect(listedIds).toContain(id);
    expect(listedIds).not.toContain(hidden);
    expect(listedIds).not.toContain(foreign);
    expect((await house.api('GET', '/suppliers', undefined, key)).body).toMatchObject({ items: [{ code: 'SUP' }] });
    expect((await house.api('GET', `/suppliers/${other.supplierId}`, undefined, key)).status).toBe(403);
    for (const what of ['cancel', 'close', 'approve']) expect((await tell(id, what, {}, key)).status).toBe(403);
  });
});

describe('orders of other locations and organisations', () => {
  it('cannot be seen or changed', async () => {
    const elsewhere = await draft(house.supplierId, { locationId: house.locations[1].locationId });
    const key = house.scopedKeys['location-manager'];
    expect((await house.api('GET', `/purchase-orders/${elsewhere}`, undefined, key)).status).toBe(403);
    expect((await tell(elsewhere, 'cancel', {}, key)).status).toBe(403);
    const listed = await house.api('GET', '/purchase-orders?limit=500&open=true', undefined, key);
    expect(listAt(listed.body, 'items').every((entry) => at(entry, 'locationId') === location())).toBe(true);
    const stranger = (await house.anotherOrganisation()).keys.owner;
    expect((await house.api('GET', `/purchase-orders/${elsewhere}`, undefined, stranger)).status).toBe(404);
    expect((await tell(elsewhere, 'cancel', {}, stranger)).status).toBe(404);
    expect((await house.api('GET', '/suppliers', undefined, stranger)).body).toEqual({ items: [] });
  });

  it('are listed page by page without a gap', async () => {
    const all = listAt((await house.api('GET', '/purchase-orders?limit=500')).body, 'items').map((o) =>
      at(o, 'orderId'),
    );
    const paged: unknown[] = [];
    let cursor = '';
    do {
      const page = await house.api('GET', `/purchase-orders?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...listAt(page.body, 'items').map((o) => at(o, 'orderId')));
      const next = page.at('nextCursor');
      cursor = typeof next === 'string' ? next : '';
    } while (cursor !== '');
    expect(paged).toEqual(all);
  });
});

describe('a location manager', () => {
  it('drafts and cancels drafts, and neither approves nor cancels what was sent', async () => {
    const key = house.keys['location-manager'];
    const id = await draft();
    expect((await tell(id, 'approve', {}, key)).status).toBe(403);
    expect((await tell(id, 'cancel', {}, key)).status).toBe(200);
    const other = await sent({ mode: 'acknowledge' });
    expect((await tell(other, 'cancel', {}, key)).status).toBe(403);
  });
});
