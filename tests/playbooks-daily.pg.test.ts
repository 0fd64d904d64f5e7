import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoOrgId } from '../apps/server/src/demo/load/create-demo.ts';
import { appendEvents } from '../apps/server/src/platform/event-log.ts';
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
/** Opens a location by the minutes of the day in UTC, every day. */
const open = (code: string, opensMinutes: number, closesMinutes: number) =>
  demo.api('PATCH', `/locations/${idOf(code)}`, {
    timeZone: 'UTC',
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
    const found = listAt(await demo.api('GET', '/quiet-locations?minutes=30'), 'items');
    expect(found.map((one) => [at(one, 'locationId'), at(one, 'quietMinutes')])).toEqual([[idOf(quiet), 45]]);
    await install('location-quiet', { quietMinutes: 40 });
    await start('location-quiet-watch');
    const [task] = await until('it was asked', async () => {
      const tasks = await openTasks('location-quiet');
      return tasks.length > 0 ? tasks : undefined;
    });
    expect(at(task, 'locationId')).toBe(idOf(quiet));
    await answer(task, { reason: 'line', note: 'since noon' });
    expect(textAt(await noticeAbout('sells nothing'), 'body')).toBe('since noon');
    await demo.api('PUT', `/playbooks/location-quiet/overrides/location/${idOf(quiet)}`, {
      parameters: { quietMinutes: 300 },
      why: 'a van',
    });
    await start('location-quiet-watch');
    expect(await openTasks('location-quiet')).toEqual([]);
    for (const code of [quiet, busy]) await close(code);
  });
});

describe('a daily checklist', () => {
  it('is given to who opens and who closes, and told when it is not in order', { timeout: 30_000 }, async () => {
    const [opening = '', closing = ''] = codes();
    const now = nowMinutes();
    await open(opening, Math.max(0, now - 5), now + 300);
    await open(closing, Math.max(0, now - 600), now + 26);
    await install('daily-checklist', { closing: 'Shutter down' });
    await start('daily-checklist-watch');
    const tasks = await until('both lists were given', async () => {
      const all = await openTasks('daily-checklist');
      return all.length >= 2 || now < 12 ? all : undefined;
    });
    const told = Object.fromEntries(tasks.map((task) => [textAt(task, 'details.list'), textAt(task, 'details.toDo')]));
    expect(told['opening']).toContain('till on');
    expect(now < 12 || told['closing'] === 'Shutter down').toBe(true);
    const first = tasks.find((task) => at(task, 'details.list') === 'opening');
    await answer(first, { inOrder: false, note: 'The refrigerator is warm' });
    expect(textAt(await noticeAbout('the opening list is not in order'), 'body')).toBe('The refrigerator is warm');
    for (const code of [opening, closing]) await close(code);
  });
});

describe('a late delivery', () => {
  it('is decided about, and the location hears of it', { timeout: 30_000 }, async () => {
    await install('delivery-late', {});
    const [line] = listAt(await demo.api('GET', '/suppliers/items?limit=1'), 'items');
    const supplierId = textAt(line, 'supplierId');
    const locationId = idOf(codes()[0] ?? '');
    const order = await demo.api('POST', '/purchase-orders', {
      id: randomUUID(),
      supplierId,
      locationId,
      lines: [{ itemId: textAt(line, 'itemId'), qtyMilli: 600_000 }],
    });
    const orderId = textAt(order, 'orderId');
    await demo.house.house.database.transaction(demoOrgId, (tx) =>
      appendEvents(tx, { actor: 'test', traceId: null }, [
        {
          type: 'supply.order.late',
          subjectId: orderId,
          locationId,
          occurredAt: new Date().toISOString(),
          data: { orderId, dueDay: '2026-01-05' },
        },
      ]),
    );
    const [task] = await until('somebody was asked', async () => {
      const tasks = await openTasks('delivery-late');
      return tasks.length > 0 ? tasks : undefined;
    });
    await answer(task, { decision: 'cancel', note: 'Tell them Friday' });
    expect(textAt(await noticeAbout('cancelled'), 'body')).toBe('Tell them Friday');
    expect(at(await demo.api('GET', `/purchase-orders/${orderId}`), 'status')).toBe('cancelled');
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
    const refused = await demo.ask('POST', `/tasks/${textAt(tasks[0], 'taskId')}/complete`, { data: { done: true } });
    expect(refused.at('code')).toBe('INPUT_INVALID');
    await answer(tasks[0], { done: true, pieces: 4 });
    const done = await until('the confirmed run has ended', async () => {
      const runs = listAt(
        await demo.api('GET', '/flows/runs?workflow=barrow/recall-notice-confirm&status=completed'),
        'items',
      );
      return runs.length > 0 ? runs : undefined;
    });
    const read = await demo.api('GET', `/flows/runs/${textAt(done[0], 'runId')}`);
    expect(at(read, 'output')).toMatchObject({ pieces: 4 });
    expect(await openTasks('recall-notice')).toHaveLength(kiosks.length - 1);
  });
});
