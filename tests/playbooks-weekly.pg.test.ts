import { randomUUID } from 'node:crypto';
import { addDays, dayOfNumber } from '@barrow/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../apps/server/src/testing/json-at.ts';
import { createDemoNetwork, type DemoNetwork } from './support/demo-network.ts';
import { until } from './support/until.ts';

let demo: DemoNetwork;
let locations: readonly unknown[];
const today = dayOfNumber(Math.floor(Date.now() / 86_400_000));
beforeAll(async () => {
  demo = await createDemoNetwork(3);
  locations = listAt(await demo.api('GET', '/locations?limit=100'), 'items');
}, 60_000);
afterAll(() => demo.close());

const install = (name: string, parameters: object) =>
  demo.api('PUT', `/playbooks/${name}/installation`, { parameters, why: 'a test' });
const start = (name: string, input: object = {}) =>
  demo.api('POST', '/flows/runs', { id: randomUUID(), namespace: 'barrow', name, input, waitMs: 15_000 });
const openTasks = async (kind: string): Promise<readonly unknown[]> =>
  listAt(await demo.api('GET', `/tasks?limit=500&kind=${kind}`), 'items');
const openTask = (kind: string, words: string, locationId?: string): Promise<unknown> =>
  until(`a task of ${kind}: ${words}`, async () =>
    (await openTasks(kind)).find(
      (task) =>
        textAt(task, 'title').includes(words) && (locationId === undefined || at(task, 'locationId') === locationId),
    ),
  );
const answer = (task: unknown, data: object) => demo.api('POST', `/tasks/${textAt(task, 'taskId')}/complete`, { data });
const noticeAbout = (words: string): Promise<unknown> =>
  until(`a notice about ${words}`, async () =>
    listAt(await demo.api('GET', '/notices?limit=200'), 'items').find((one) => textAt(one, 'title').includes(words)),
  );
const runAbout = (name: string, locationId: string, status: string): Promise<unknown> =>
  until(`a run of ${name} is ${status}`, async () =>
    listAt(await demo.api('GET', `/flows/runs?workflow=barrow/${name}&status=${status}`), 'items').find((run) =>
      listAt(run, 'businessKeys').includes(`location:${locationId}`),
    ),
  );
const outputOf = async (run: unknown) => at(await demo.api('GET', `/flows/runs/${textAt(run, 'runId')}`), 'output');
const shop = (): string =>
  textAt(
    locations.find((one) => at(one, 'format') === 'shop'),
    'locationId',
  );

describe('an incident', () => {
  it('has somebody look, saves the goods, and lasts until it works again', { timeout: 30_000 }, async () => {
    await install('equipment-incident', {});
    const locationId = shop();
    const ask = {
      namespace: 'barrow',
      name: 'equipment-incident',
      once: 'alarm 4711',
      input: { locationId, equipment: 'Refrigerator 2', measured: 11.5, allowed: 5 },
    };
    const runs = await Promise.all([1, 2].map(() => demo.api('POST', '/flows/runs', ask)));
    expect(at(runs[0], 'runId')).toBe(at(runs[1], 'runId'));
    await answer(await openTask('equipment-incident', '11.5, allowed are 5'), {
      state: 'goods are at risk',
      note: 'The door does not close',
    });
    expect(textAt(await noticeAbout('goods are at risk'), 'body')).toBe('The door does not close');
    await answer(await openTask('equipment-goods', 'Save the goods'), { saved: true });
    await answer(await openTask('equipment-repair', 'Have it mended'), { mended: true });
    await answer(await openTask('equipment-incident', 'Does it work again?'), { works: false });
    await answer(await openTask('equipment-repair', 'Have it mended'), { mended: true });
    await answer(await openTask('equipment-incident', 'Does it work again?'), { works: true });
    expect(await outputOf(await runAbout('equipment-incident', locationId, 'completed'))).toMatchObject({
      equipment: 'Refrigerator 2',
      state: 'goods are at risk',
    });
    const wrong = await demo.ask('POST', '/flows/runs', { ...ask, once: 'alarm 4712', input: {}, waitMs: 5_000 });
    expect(wrong.at('status')).toBe('faulted');
  });
});

describe('a pop-up that closes', () => {
  it('sends back what is left, until its stock is zero', { timeout: 40_000 }, async () => {
    await install('popup-closing', {});
    const warehouse = locations.find((one) => at(one, 'format') === 'warehouse');
    const popUp = await demo.api('POST', '/locations', {
      code: 'POP-END',
      name: 'Harbour days',
      format: 'pop-up',
      firstDay: addDays(today, -20),
      lastDay: addDays(today, -2),
    });
    const locationId = textAt(popUp, 'locationId');
    const [first, second] = listAt(await demo.api('GET', '/items?limit=2'), 'items').map((one) =>
      textAt(one, 'itemId'),
    );
    await demo.api('POST', '/stock/openings', {
      id: randomUUID(),
      locationId,
      lines: [
        { itemId: first, qtyMilli: 5_000, unitCostMicro: 1_000_000 },
        { itemId: second, qtyMilli: 3_000, unitCostMicro: 1_000_000 },
      ],
    });
    await start('popup-closing-watch');
    await start('popup-closing-watch');
    const task = await openTask('popup-closing', 'Pack all that is left', locationId);
    const transferId = textAt(task, 'details.transferId');
    const transfer = (await demo.api('GET', '/transfers?limit=100')) as object;
    expect(listAt(transfer, 'items').find((one) => at(one, 'transferId') === transferId)).toMatchObject({
      fromLocationId: locationId,
      toLocationId: at(warehouse, 'locationId'),
    });
    await demo.api('POST', `/transfers/${transferId}/ship`, {});
    // A till that was without a line tells of a sale of the last day.
    await demo.api('POST', '/sales', {
      id: randomUUID(),
      locationId,
      occurredAt: new Date().toISOString(),
      lines: [{ itemId: second, qtyMilli: 1_000, unitPriceMicro: 5_000_000 }],
    });
    await answer(task, { packed: true });
    await demo.api('POST', `/transfers/${transferId}/receive`, {});
    const left = await openTask('popup-closing', '1 items of Harbour days are not zero');
    await demo.api('POST', '/stock/counts', {
      id: randomUUID(),
      locationId,
      lines: [{ itemId: second, countedMilli: 0 }],
    });
    await answer(left, { settled: true });
    await noticeAbout('Harbour days has closed, its stock is zero');
    expect(await outputOf(await runAbout('popup-closing', locationId, 'completed'))).toMatchObject({ left: 0 });
    const balances = listAt(await demo.api('GET', `/stock/balances?locationId=${locationId}`), 'items');
    expect(balances.map((one) => at(one, 'onHandMilli'))).toEqual([0, 0]);
  });
});

describe('a count campaign', () => {
  it('has counted blind what is most in doubt, and books what was counted', { timeout: 30_000 }, async () => {
    await install('count-campaign', { items: 3 });
    const locationId = shop();
    const doubtful = listAt(await demo.api('GET', `/locations/${locationId}/doubtful-items?limit=3`), 'items');
    expect(doubtful).toHaveLength(3);
    const doubts = doubtful.map((one) => Number(at(one, 'doubt')));
    expect(doubts).toEqual(doubts.toSorted((one, other) => other - one));
    await start('count-campaign-watch');
    await start('count-campaign-watch');
    const task = await openTask('count-campaign', 'Count 3 items', locationId);
    expect((await openTasks('count-campaign')).filter((one) => at(one, 'locationId') === locationId)).toHaveLength(1);
    expect(at(task, 'form.properties.item0.title')).toBe(at(doubtful[0], 'name'));
    expect(JSON.stringify(at(task, 'details'))).not.toContain(String(at(doubtful[0], 'onHandMilli')));
    await answer(task, { item0: 7, item2: 0 });
    expect(await outputOf(await runAbout('count-campaign', locationId, 'completed'))).toMatchObject({
      asked: 3,
      counted: 2,
    });
    const balance = await demo.api(
      'GET',
      `/stock/balances?locationId=${locationId}&itemId=${textAt(doubtful[0], 'itemId')}`,
    );
    expect(listAt(balance, 'items')).toMatchObject([{ onHandMilli: 7_000 }]);
    const now = listAt(await demo.api('GET', `/locations/${locationId}/doubtful-items?limit=100`), 'items');
    expect(now.map((one) => at(one, 'itemId'))).not.toContain(at(doubtful[0], 'itemId'));
  });
});

describe('a slow mover', () => {
  it('gets a lower price where somebody agrees, for a time, and never below cost', { timeout: 30_000 }, async () => {
    await install('slow-mover-markdown', { items: 2, percent: 60, marginPercent: 10, approves: 'location-manager' });
    const locationId = shop();
    const slow = await demo.api('GET', `/locations/${locationId}/slow-items?coverDays=90&limit=100`);
    const items = listAt(slow, 'items');
    expect(items.length).toBeGreaterThan(2);
    expect(items.every((one) => at(one, 'coverDays') === null || Number(at(one, 'coverDays')) > 90)).toBe(true);
    await start('slow-mover-markdown-watch');
    const task = await openTask('slow-mover-markdown', 'Lower 2 prices', locationId);
    const proposed = listAt(task, 'details.items');
    for (const one of proposed) {
      const known = items.find((item) => at(item, 'itemId') === at(one, 'itemId'));
      expect(Number(at(one, 'toMicro'))).toBeLessThan(Number(at(one, 'fromMicro')));
      expect(Number(at(one, 'toMicro'))).toBeGreaterThanOrEqual(Number(at(known, 'averageCostMicro')) * 1.1);
    }
    await answer(task, { item1: true });
    await noticeAbout('1 new prices');
    const priceOf = async (itemId: string, on: string) =>
      at(
        await demo.api('GET', `/locations/${locationId}/prices?day=${on}&itemIds=${itemId}`),
        'items.0.unitPriceMicro',
      );
    const [kept, lowered] = proposed;
    expect(await priceOf(textAt(lowered, 'itemId'), today)).toBe(at(lowered, 'toMicro'));
    expect(await priceOf(textAt(lowered, 'itemId'), addDays(today, 14))).toBe(at(lowered, 'fromMicro'));
    expect(await priceOf(textAt(kept, 'itemId'), today)).toBe(at(kept, 'fromMicro'));
  });
});
