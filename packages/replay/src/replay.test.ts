import { advanceRun, beginRun, compileWorkflow, parseDefinition, passesRoughly, type JsonObject } from '@barrow/flow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMoments } from './moments.ts';
import { createReplay, type ReplayAnswer, type ReplayCall } from './replay.ts';
import { stockOutDaysSaved, touchedPairs } from './stock-twin.ts';

const hourMs = 3_600_000;

function replayOf(tasks: string, answer: (call: ReplayCall) => ReplayAnswer | Promise<ReplayAnswer>, more = {}) {
  const parsed = parseDefinition(`document: { dsl: 1.0.3, namespace: t, name: t, version: 1.0.0 }\ndo:\n${tasks}\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  return createReplay({
    compiled: compileWorkflow(parsed.value.workflow),
    begin: beginRun,
    advance: advanceRun,
    passes: passesRoughly,
    nameOf: (request) => JSON.stringify(request['function']).match(/"name":"([^"]+)"/)?.[1] ?? '?',
    answer,
    random: () => 0.5,
    ...more,
  });
}
const event = (type: string, subject: string): JsonObject => ({
  specversion: '1.0',
  id: subject,
  source: '/t',
  type,
  subject,
});

describe('a replay', () => {
  it('counts what runs would have done, each answer by who gave it', async () => {
    const replay = replayOf(
      `  - read: { call: "stock.read:1.0.0@default", with: {} }
  - order: { call: "supply.order:1.0.0@default", with: { qty: '\${ .free }' } }
  - tell: { emit: { event: { with: { type: told.it, source: /x } } } }`,
      ({ name }) =>
        name === 'stock.read' ? { by: 'now', output: { free: 3 } } : Promise.resolve({ by: 'assumed', output: {} }),
    );
    await replay.start({}, 1_000, 'first');
    await replay.start({}, 2_000, 'second');
    const figures = replay.figures();
    expect(figures).toMatchObject({ started: 2, completed: 2, faulted: 0, open: 0, meanMs: 0 });
    expect(figures.does).toEqual({ 'stock.read': 2, 'supply.order': 2, 'emit told.it': 2 });
    expect(figures.answers['supply.order']).toEqual({ assumed: 2 });
    expect(figures.samples[0]?.would.map(({ what, request }) => [what, request])).toEqual([
      ['supply.order', { qty: 3 }],
      ['emit told.it', expect.objectContaining({ type: 'told.it' })],
    ]);
  });

  it('waits, is answered later, and hears what follows from what it did, all in virtual time', async () => {
    const replay = replayOf(
      `  - ask: { call: "ask.person:1.0.0@default", with: {} }
  - move: { call: "move.goods:1.0.0@default", with: {} }
  - arrival: { listen: { to: { one: { with: { type: goods.arrived, subject: t1 } } } } }
  - rest: { wait: { days: 1 } }`,
      ({ name }) =>
        name === 'ask.person'
          ? { by: 'assumed', output: true, afterMs: 2 * hourMs }
          : { by: 'simulated', output: {}, later: [{ afterMs: 5 * hourMs, event: event('goods.arrived', 't1') }] },
    );
    await replay.start({}, 0, 'cause');
    expect(replay.listensFor('goods.arrived')).toBe(false);
    await replay.passTo(3 * hourMs);
    expect(replay.listensFor('goods.arrived')).toBe(true);
    await replay.hear(event('goods.arrived', 'another'), 4 * hourMs);
    await replay.passTo(30 * hourMs);
    expect(replay.figures()).toMatchObject({ completed: 0, open: 1 });
    await replay.passTo(31 * hourMs);
    expect(replay.figures()).toMatchObject({ completed: 1, open: 0, meanMs: 31 * hourMs });
    expect(replay.listensFor('goods.arrived')).toBe(false);
  });

  it('takes a time limit for what is never answered, and tells why runs failed', async () => {
    const replay = replayOf(
      `  - ask: { call: "ask.person:1.0.0@default", with: {}, timeout: { after: { hours: 1 } } }`,
      () => ({ by: 'assumed', afterMs: Number.POSITIVE_INFINITY }),
    );
    await replay.start({}, 0, 'cause');
    await replay.passTo(2 * hourMs);
    const { faulted, faults, samples } = replay.figures();
    expect(faulted).toBe(1);
    expect(Object.keys(faults)).toHaveLength(1);
    expect(samples[0]?.status).toBe('faulted');
  });

  it('keeps no more runs open and no more samples than it may', async () => {
    const replay = replayOf('  - rest: { wait: { days: 1 } }', () => ({ by: 'now' }), {
      mostOpenRuns: 3,
      mostSamples: 2,
    });
    for (let run = 0; run < 5; run += 1) await replay.start({}, run, String(run));
    expect(replay.figures()).toMatchObject({ started: 3, open: 3, notBegun: 2 });
    expect(replay.figures().samples).toHaveLength(2);
  });

  it('ends a run that goes round for ever', async () => {
    const replay = replayOf('  - again: { call: "x.y.z:1.0.0@default", with: {}, then: again }', () => ({
      by: 'now',
      output: null,
    }));
    await replay.start({}, 0, 'cause');
    expect(replay.figures()).toMatchObject({ faulted: 1, open: 0 });
  });
});

it('moments come in their order, those of one moment as they were put', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const moments = createMoments<number>();
      for (const [index, atMs] of times.entries()) moments.put(atMs, index);
      const taken: [number, number][] = [];
      for (let next = moments.take(20); next !== undefined; next = moments.take(20)) taken.push([next.atMs, next.what]);
      expect(taken).toEqual(
        times.map((atMs, index): [number, number] => [atMs, index]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
      );
      expect(moments.size()).toBe(0);
    }),
  );
});

it('goods that come earlier save days without stock, and goods taken away cost some', () => {
  const shop = { locationId: 'shop', itemId: 'soap', onHandMilli: [2_000, 0, 0, 5_000] };
  const store = { locationId: 'store', itemId: 'soap', onHandMilli: [3_000, 3_000, 1_000, 1_000] };
  const changes = [
    { locationId: 'store', itemId: 'soap', day: 1, deltaMilli: -2_000 },
    { locationId: 'shop', itemId: 'soap', day: 2, deltaMilli: 2_000 },
  ];
  expect(stockOutDaysSaved([shop, store], changes)).toBe(1 - 2);
  expect(touchedPairs(changes)).toHaveLength(2);
  expect(stockOutDaysSaved([shop, store], [])).toBe(0);
});
