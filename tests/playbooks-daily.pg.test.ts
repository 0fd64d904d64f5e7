import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepLateOrders } from '../apps/server/src/modules/supply/index.ts';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { createDemoNetwork, type DemoNetwork } from './support/demo-network.ts';
import { until } from './support/until.ts';

const minuteMs = 60_000;
const weekdays = [1, 2, 3, 4, 5, 6, 7];
let demo: DemoNetwork;
let locations: readonly unknown[];
beforeAll(async () => {
  demo = await createDemoNetwork(3);
  locations = listAt(await demo.api('GET', '/locations?limit=100'), 'items');
}, 60_000);
afterAll(() => demo.close());

const idOf = (code: string): string =>
  textAt(
    locations.find((one) => at(one, 'code') === code),
    'locationId',
  );
const install = (name: string, parameters: object) =>
  demo.api('PUT', `/playbooks/${name}/installation`, { parameters, why: 'a test' });
const start = (name: string, input: object = {}) =>
  demo.api('POST', '/flows/runs', { id: randomUUID(), namespace: 'barrow', name, input, waitMs: 15_000 });
const openTasks = async (kind: string): Promise<readonly unknown[]> =>
  listAt(await demo.api('GET', `/tasks?limit=500&kind=${kind}`), 'items');
const answer = (task: unknown, data: object) => demo.api('POST', `/tasks/${textAt(task, 'taskId')}/complete`, { data });
const noticeAbout = (words: string): Promise<unknown> =>
  until(`a notice about ${words}`, async () =>
    listAt(await demo.api('GET', '/notices?limit=200'), 'items').find((one) => textAt(one, 'title').includes(words)),
  );
const runsOf = async (name: string, status?: string): Promise<readonly unknown[]> =>
  listAt(
    await demo.api('GET', `/flows/runs?workflow=barrow/${name}${status === undefined ? '' : `&status=${status}`}`),
    'items',
  );
/** Opens a location by the minutes of the day, every day. */
const open = (code: string, opensMinutes: number, closesMinutes: number, timeZone = 'UTC') =>
  demo.api('PATCH', `/locations/${idOf(code)}`, {
    timeZone,
    openingPeriods: weekdays.map((weekday) => ({ weekday, opensMinutes, closesMinutes })),
  });
const close = (code: string) => demo.api('PATCH', `/locations/${idOf(code)}`, { openingPeriods: [] });
const codes = (): string[] => locations.map((one) => textAt(one, 'code'));
const nowMinutes = (): number => Math.floor((Date.now() % 86_400_000) / minuteMs);

describe('a location gone quiet', () => {
  it('is asked once what is wrong, and head office hears what it says', { timeout: 30_000 }, async () => {
    const [quiet = '', busy = '', ...others] = codes();
    for (const code of others) await close(code);
    for (const code of [quiet, busy]) await open(code, 0, 2_880);
    // The business day ended ten minutes ago: what is compared lies on both sides of it.
    const cutoffMinutes = (nowMinutes() + 1_430) % 1_440;
    await demo.api('PATCH', `/locations/${idOf(quiet)}`, { cutoffMinutes });
    const stock = listAt(await demo.api('GET', `/stock/balances?locationId=${idOf(quiet)}&limit=1`), 'items');
    const sell = (code: string, minutesAgo: number) =>
      demo.api('POST', '/sales', {
        id: randomUUID(),
        locationId: idOf(code),
        occurredAt: new Date(Date.now() - minutesAgo * minuteMs).toISOString(),
        lines: [{ itemId: textAt(stock[0], 'itemId'), qtyMilli: 1_000, unitPriceMicro: 5_000_000 }],
      });
    await sell(quiet, 45);
    await sell(busy, 1);
    const silences = () => demo.api('GET', '/quiet-locations?minutes=30');
    const [silence] = listAt(await silences(), 'items');
    expect(silence).toMatchObject({ locationId: idOf(quiet), quietMinutes: 45, usualSales: null });
    const weekMinutes = 7 * 1_440;
    for (const minutesAgo of [5, 10, 30, 60]) await sell(quiet, weekMinutes + minutesAgo);
    for (const minutesAgo of [20, 60]) await sell(quiet, 2 * weekMinutes + minutesAgo);
    // Three in those 45 minutes a week ago, one two weeks ago.
    expect(listAt(await silences(), 'items')).toMatchObject([{ usualSales: 2 }]);

    await install('location-quiet', { quietMinutes: 40, usualSales: 3 });
    await start('location-quiet-watch');
    const follows = () => runsOf('location-quiet-ask', 'waiting');
    await until('the silence is followed', async () => ((await follows()).length === 1 ? true : undefined));
    expect(await openTasks('location-quiet')).toEqual([]);
    await install('location-quiet', { quietMinutes: 40, usualSales: 2 });
    await start('location-quiet-watch');
    expect(await follows()).toHaveLength(1);
    await sell(quiet, 44);
    await until('the sale ended the silence', async () => ((await follows()).length === 0 ? true : undefined));
    for (let times = 0; times < 2; times += 1) await start('location-quiet-watch');
    const [task] = await until('it was asked', async () => {
      const tasks = await openTasks('location-quiet');
      return tasks.length > 0 ? tasks : undefined;
    });
    expect(task).toMatchObject({ locationId: idOf(quiet) });
    expect(textAt(task, 'title')).toContain('usually 2');
    await answer(task, { reason: 'line', note: 'since noon' });
    expect(textAt(await noticeAbout('sells nothing'), 'body')).toBe('since noon');
    await start('location-quiet-watch');
    expect(await openTasks('location-quiet')).toEqual([]);
    expect(await runsOf('location-quiet-ask')).toHaveLength(2);
    for (const code of [quiet, busy]) await close(code);
  });
});

describe('a daily checklist', () => {
  it('is given once to who opens and who closes, and told when it is not in order', { timeout: 30_000 }, async () => {
    const [opening = '', closing = ''] = codes();
    // Hours go by the minutes of a day: around midnight the locations are where it is noon.
    const zone = Math.abs(nowMinutes() - 720) < 600 ? 'UTC' : 'Etc/GMT-12';
    const now = zone === 'UTC' ? nowMinutes() : (nowMinutes() + 720) % 1_440;
    await open(opening, now - 5, now + 300, zone);
    await demo.api('PATCH', `/locations/${idOf(closing)}`, {
      timeZone: zone,
      openingPeriods: weekdays.flatMap((weekday) => [
        { weekday, opensMinutes: 0, closesMinutes: 30 },
        { weekday, opensMinutes: now - 60, closesMinutes: now + 26 },
      ]),
    });
    await install('daily-checklist', { closing: 'Shutter down' });
    await start('daily-checklist-watch');
    const given = () => openTasks('daily-checklist');
    const tasks = await until('both lists were given', async () => {
      const all = await given();
      return all.length >= 2 ? all : undefined;
    });
    const told = Object.fromEntries(tasks.map((task) => [textAt(task, 'details.list'), textAt(task, 'details.toDo')]));
    expect(told['opening']).toContain('till on');
    expect(told['closing']).toBe('Shutter down');
    await start('daily-checklist-watch');
    expect(await given()).toHaveLength(2);
    const first = tasks.find((task) => at(task, 'details.list') === 'opening');
    await answer(first, { inOrder: false, note: 'The refrigerator is warm' });
    expect(textAt(await noticeAbout('the opening list is not in order'), 'body')).toBe('The refrigerator is warm');
    await start('daily-checklist-watch');
    expect(await runsOf('daily-checklist-ask')).toHaveLength(2);
    for (const code of [opening, closing]) await close(code);
  });
});

describe('a late delivery', () => {
  const receive = (orderId: string, receivedMilli: number) =>
    demo.api('POST', `/purchase-orders/${orderId}/receipts`, {
      receiptId: randomUUID(),
      lines: [{ lineNo: 1, receivedMilli }],
    });
  /** An order with the supplier, of which so much has come, whose day is over. */
  async function lateOrder(receivedMilli: number): Promise<string> {
    const [line] = listAt(await demo.api('GET', '/suppliers/items?limit=1'), 'items');
    const order = await demo.api('POST', '/purchase-orders', {
      id: randomUUID(),
      supplierId: textAt(line, 'supplierId'),
      locationId: idOf(codes()[0] ?? ''),
      lines: [{ itemId: textAt(line, 'itemId'), qtyMilli: 600_000 }],
    });
    const orderId = textAt(order, 'orderId');
    await demo.api('POST', `/purchase-orders/${orderId}/approve`, {});
    await demo.api('POST', `/purchase-orders/${orderId}/place`, {});
    // The supplier's answer names another day: it comes before this one is set.
    await until('the supplier has answered', async () =>
      (await statusOf(orderId)) === 'acknowledged' ? true : undefined,
    );
    if (receivedMilli > 0) await receive(orderId, receivedMilli);
    await demo.house.sql(`update supply.purchase_order set expected_day = '2026-01-05' where order_id = $1`, [orderId]);
    const { house } = demo.house;
    expect(await sweepLateOrders(house.database, house.clock.nowMs, () => undefined)).toBe(1);
    return orderId;
  }
  const asked = (orderId: string) =>
    until('somebody was asked', async () =>
      (await openTasks('delivery-late')).find((task) => at(task, 'details.orderId') === orderId),
    );
  const statusOf = async (orderId: string) => at(await demo.api('GET', `/purchase-orders/${orderId}`), 'status');

  beforeAll(() => install('delivery-late', {}));

  it('is decided about, and the location hears of it', { timeout: 30_000 }, async () => {
    const orderId = await lateOrder(0);
    await answer(await asked(orderId), { decision: 'cancel', note: 'Tell them Friday' });
    expect(textAt(await noticeAbout('cancelled'), 'body')).toBe('Tell them Friday');
    expect(await statusOf(orderId)).toBe('cancelled');
  });

  it('of which some has come is closed, and nobody is told that it was cancelled', { timeout: 30_000 }, async () => {
    const orderId = await lateOrder(200_000);
    const task = await asked(orderId);
    expect(textAt(task, 'title')).toContain('is short');
    await answer(task, { decision: 'cancel' });
    await noticeAbout('the rest does not come');
    expect(await statusOf(orderId)).toBe('closed');
  });

  it('that comes after all takes its question away', { timeout: 30_000 }, async () => {
    const orderId = await lateOrder(0);
    await asked(orderId);
    await receive(orderId, 600_000);
    await until('the question is gone', async () =>
      (await openTasks('delivery-late')).length === 0 ? true : undefined,
    );
    const ended = await until('the run has ended', async () =>
      (await runsOf('delivery-late', 'completed')).find((run) =>
        JSON.stringify(at(run, 'businessKeys')).includes(orderId),
      ),
    );
    expect(await demo.api('GET', `/flows/runs/${textAt(ended, 'runId')}`)).toMatchObject({
      output: { decision: 'none' },
    });
  });
});

describe('a recall', () => {
  it('reaches every location of a format, and shows who has not confirmed', { timeout: 30_000 }, async () => {
    await install('recall-notice', {});
    const kiosks = locations.filter((one) => at(one, 'format') === 'kiosk').map((one) => textAt(one, 'locationId'));
    const run = await start('recall-notice', {
      title: 'Fern soap, batch 7',
      text: 'Off the shelf, today.',
      format: 'kiosk',
    });
    expect(run).toMatchObject({ status: 'completed', output: { asked: kiosks.length } });
    const tasks = await until('all were asked', async () => {
      const all = await openTasks('recall-notice');
      return all.length === kiosks.length ? all : undefined;
    });
    expect(tasks.map((task) => textAt(task, 'locationId')).toSorted()).toEqual(kiosks.toSorted());
    const refused = await demo.ask('POST', `/tasks/${textAt(tasks[0], 'taskId')}/complete`, {
      data: { state: 'done' },
    });
    expect(refused.at('code')).toBe('INPUT_INVALID');
    await answer(tasks[0], { state: 'not possible', pieces: 0, note: 'Nobody has a key' });
    expect(textAt(await noticeAbout('it is not possible'), 'body')).toBe('Nobody has a key');
    const asksAgain = await until('it was asked again', async () => {
      const all = await openTasks('recall-notice');
      return all.length === kiosks.length ? all : undefined;
    });
    const again = asksAgain.find((task) => at(task, 'locationId') === at(tasks[0], 'locationId'));
    await answer(again, { state: 'done', pieces: 4 });
    const done = await until('the confirmed run has ended', async () => {
      const runs = await runsOf('recall-notice-confirm', 'completed');
      return runs.length > 0 ? runs : undefined;
    });
    expect(at(done[0], 'businessKeys')).toContain(`notice:${textAt(run, 'runId')}`);
    const read = await demo.api('GET', `/flows/runs/${textAt(done[0], 'runId')}`);
    expect(at(read, 'output')).toMatchObject({ confirmed: true, state: 'done', pieces: 4 });
    expect(await openTasks('recall-notice')).toHaveLength(kiosks.length - 1);
  });
});
