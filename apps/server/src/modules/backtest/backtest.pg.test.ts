import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { appendEvents } from '../../platform/event-log.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { seedFacts } from '../../testing/seed-facts.ts';
import { createTestHouse, type TestHouse } from '../../testing/test-house.ts';

let house: TestHouse;
let [here, there, itemId] = ['', '', ''];
const hourMs = 3_600_000;
const startMs = Date.now() - 10 * 24 * hourMs;
const timeOf = (hour: number): string => new Date(startMs + hour * hourMs).toISOString();

beforeAll(async () => {
  house = await createTestHouse();
  [here = '', there = ''] = house.locations.map((one) => one.locationId);
  ({ itemId } = await seedFacts(house.api, here, there, 'Fern'));
  await house.house.database.transaction(house.orgId, (tx) =>
    appendEvents(
      tx,
      { actor: 'test', traceId: null },
      Array.from({ length: 48 }, (_, hour) => ({
        type: 'shop.shelf.empty',
        subjectId: null,
        locationId: hour % 4 === 0 ? there : here,
        occurredAt: timeOf(hour),
        origin: 'import' as const,
        data: { hour, itemId, locationId: hour % 4 === 0 ? there : here },
      })),
    ),
  );
});
afterAll(() => house.close());

const flow = (version: string, tasks: string, schedule = 'on: { one: { with: { type: shop.shelf.empty } } }') => `
document: { dsl: 1.0.3, namespace: shop, name: refill, version: ${version} }
schedule: { ${schedule} }
do:
${tasks}
`;
const move = `  - move:
      call: stock.transfer.request:1.0.0@default
      with:
        fromLocationId: \${ $context.from }
        toLocationId: \${ $workflow.input.data.locationId }
        lines: [{ itemId: '\${ $workflow.input.data.itemId }', qtyMilli: 1000 }]
      export: { as: '\${ $context + { transferId: .transferId } }' }
  - arrival: { listen: { to: { one: { with: { type: stock.transfer.received, subject: '\${ $context.transferId }' } } } } }`;
const look = (limit: number): string => `  - look:
      call: network.location.list:1.0.0@default
      with: {}
      export: { as: '\${ { from: .items[0].locationId } }' }
  - often: { switch: [{ late: { when: '\${ $workflow.input.data.hour >= ${limit} }', then: end } }] }
  - ask: { call: "tasks.task.ask:1.0.0@default", with: { title: 'Send?', form: { type: object, properties: { send: { type: boolean } } } } }
  - agreed: { switch: [{ no: { when: '\${ .answer.send | not }', then: end } }] }
${move}`;
const backtest = (source: string, more: object = {}, key = house.keys.analyst) =>
  house.api('POST', '/flows/backtests', { source, from: timeOf(0), to: timeOf(24 * 4), ...more }, key);

describe('a backtest', () => {
  it('runs draft and live version over the same events, and does nothing', async () => {
    await house.api('POST', '/flows/definitions', { source: flow('1.0.0', look(10)) });
    const before = await house.sql('select from stock.transfer');
    const answer = await backtest(flow('1.1.0', look(24)));
    expect(answer.body).toMatchObject({
      events: 48,
      isComplete: true,
      live: { started: 48, completed: 48, faulted: 0, does: { 'stock.transfer.request': 10, 'tasks.task.ask': 10 } },
      draft: {
        started: 48,
        completed: 48,
        does: { 'stock.transfer.request': 24, 'tasks.task.ask': 24, 'network.location.list': 48 },
      },
    });
    expect(answer.at('draft.answers')).toEqual({
      'network.location.list': { now: 48 },
      'tasks.task.ask': { assumed: 24 },
      'stock.transfer.request': { simulated: 24 },
    });
    const [sample] = listAt(answer.body, 'draft.samples').filter((one) => listAt(one, 'would').length > 0);
    expect(textAt(sample, 'cause')).toContain('shop.shelf.empty');
    expect(await house.sql('select from stock.transfer')).toHaveLength(before.length);
  });

  it('shows personal data to whom it may be shown', async () => {
    const tell = flow(
      '3.0.0',
      `  - tell: { call: "notifications.notice.send:1.0.0@default", with: { title: 'Write to ann@example.com' } }`,
    );
    const seenBy = async (key: string) => JSON.stringify((await backtest(tell, {}, key)).body);
    expect(await seenBy(house.keys.operations)).toContain('ann@example.com');
    const masked = await seenBy(house.keys.analyst);
    expect(masked).toContain('Write to •••');
    expect(masked).not.toContain('ann@example.com');
  });

  it('takes what happened in its order, however late it became known', async () => {
    await house.house.database.transaction(house.orgId, (tx) =>
      appendEvents(tx, { actor: 'test', traceId: null }, [
        { type: 'late.known', subjectId: null, locationId: here, occurredAt: timeOf(30), data: { no: 2 } },
        {
          type: 'late.known',
          subjectId: null,
          locationId: here,
          occurredAt: timeOf(20),
          origin: 'late',
          data: { no: 1 },
        },
      ]),
    );
    const tell = flow(
      '1.1.0',
      '  - say: { emit: { event: { with: { type: said, data: { no: "${ .data.no }" } } } } }',
      'on: { one: { with: { type: late.known } } }',
    );
    const answer = await backtest(tell, { against: null });
    const said = listAt(answer.body, 'draft.samples').map((sample) => at(sample, 'would.0.request.data.no'));
    expect([said, listAt(answer.body, 'draft.samples').map((one) => at(one, 'startedAt'))]).toEqual([
      [1, 2],
      [timeOf(20), timeOf(30)],
    ]);
  });

  it('takes people at the word that is assumed', async () => {
    const declined = await backtest(flow('1.1.0', look(24)), { people: 'decline' });
    expect(declined.at('draft.does')).toMatchObject({ 'tasks.task.ask': 24 });
    expect(declined.at('draft.does.stock.transfer.request')).toBeUndefined();
    const silent = await backtest(flow('1.1.0', look(24)), { people: 'silent' });
    expect(silent.body).toMatchObject({ draft: { open: 24, completed: 24 } });
  });

  it('narrows to locations and to a period, and says what faults', async () => {
    const local = await backtest(flow('1.1.0', look(24)), { locationIds: [there] });
    expect(local.at('events')).toBe(12);
    const none = await backtest(flow('1.1.0', look(24)), { from: timeOf(100), to: timeOf(101) });
    expect(none.body).toMatchObject({ events: 0, draft: { started: 0 } });
    const broken = await backtest(
      flow('1.1.0', '  - no: { raise: { error: { type: https://e.example/x, status: 500, title: Out of luck } } }'),
    );
    expect(broken.body).toMatchObject({ draft: { faulted: 48, faults: { 'Out of luck': 48 } } });
    const invalid = await backtest('do: 3');
    expect([invalid.status, invalid.at('code')]).toEqual([422, 'DEFINITION_INVALID']);
    const backwards = await backtest(flow('1.1.0', look(24)), { from: timeOf(5), to: timeOf(4) });
    expect(textAt(backwards.body, 'problems.0.pointer')).toBe('/to');
  });

  it('keeps the clock too', async () => {
    const hourly = await backtest(flow('1.1.0', '  - note: { set: { a: 1 } }', 'every: { hours: 6 }'), {
      against: null,
    });
    expect(at(hourly.body, 'draft.started')).toBe(16);
    expect(hourly.at('live')).toBe(null);
  });

  it('counts days without stock, and what a transfer would have saved', async () => {
    await house.api('POST', '/stock/adjustments', {
      id: newId(),
      locationId: there,
      reason: 'stolen',
      lines: [{ itemId, qtyMilli: -1_000_000 }],
    });
    const answer = await backtest(flow('1.1.0', look(24)), {
      from: timeOf(0),
      to: new Date(Date.now() + 24 * hourMs).toISOString(),
    });
    expect(Number(answer.at('stockOutDays.was'))).toBeGreaterThanOrEqual(0);
    expect(typeof answer.at('stockOutDays.savedByDraft')).toBe('number');
  });

  it('of another organisation sees none of these events', async () => {
    const stranger = await house.anotherOrganisation();
    const answer = await backtest(flow('1.1.0', look(24)), {}, stranger.keys.owner);
    expect(answer.body).toMatchObject({ events: 0, live: null });
    expect((await backtest(flow('1.1.0', look(24)), {}, house.keys.cashier)).status).toBe(403);
  });
});
