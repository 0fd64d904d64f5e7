import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { appendEvents } from '../../platform/event-log.ts';
import { at, textAt } from '../../testing/json-at.ts';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench();
  await bench.publish('says', [
    { say: { emit: { event: { with: { type: 'test.said', source: '/test', data: '${ $workflow.input }' } } } } },
  ]);
});
afterAll(() => bench.house.close());

const say = (word: string) => bench.run('says', { word });

/** A transaction older than all that comes: nobody reads the log past it until it is let go. It says something itself at its end. */
async function holdBack(word: string): Promise<() => Promise<void>> {
  const opened = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const done = bench.house.house.database.transaction(bench.house.orgId, async (tx) => {
    await tx.row('select pg_current_xact_id()::text');
    opened.resolve();
    await released.promise;
    const occurredAt = new Date().toISOString();
    const event = { type: 'test.said', subjectId: null, locationId: null, occurredAt, data: { word } };
    await appendEvents(tx, { actor: 'test', traceId: null }, [event]);
  });
  const letGo = async (): Promise<void> => {
    released.resolve();
    await done;
  };
  onTestFinished(letGo);
  await opened.promise;
  return letGo;
}

/** The words that runs of a workflow have ended with, once there are so many. */
function wordsHeard(workflow: string, count: number): Promise<string[]> {
  return eventually(async () => {
    const answer = await bench.house.api('GET', `/flows/runs?workflow=test/${workflow}&status=completed`);
    const items: unknown = answer.at('items');
    if (!Array.isArray(items) || items.length < count) return undefined;
    const runs = await Promise.all(items.map((item: unknown) => bench.read(textAt(item, 'runId'))));
    return runs.map((run) => textAt(at(run, 'output'), 'word')).sort();
  }, 20_000);
}

describe('while an old transaction holds back the readers of the log', () => {
  it('a trigger that is made, or switched on again, hears what is committed after and nothing that was before', async () => {
    const letGo = await holdBack('held');
    await say('before');
    await bench.publish('hears', [{ keep: { set: { word: '${ .data.word }' } } }], {
      schedule: { on: { one: { with: { type: 'test.said' } } } },
    });
    await say('after');
    const triggers: unknown = (await bench.house.api('GET', '/flows/triggers')).at('items');
    const trigger: unknown = Array.isArray(triggers)
      ? triggers.find((one: unknown) => textAt(one, 'workflow') === 'test/hears:1.0.0')
      : undefined;
    const path = `/flows/triggers/${textAt(trigger, 'triggerId')}`;
    await letGo();
    expect(await wordsHeard('hears', 2)).toEqual(['after', 'held']);

    const letGoAgain = await holdBack('held again');
    await bench.house.api('PATCH', path, { enabled: false });
    await say('while off');
    await bench.house.api('PATCH', path, { enabled: true });
    await say('on again');
    await letGoAgain();
    expect(await wordsHeard('hears', 4)).toEqual(['after', 'held', 'held again', 'on again']);
    await bench.house.api('PATCH', path, { enabled: false });
  });

  it('a run listens for what is committed after it began, and hears nothing that was before', async () => {
    await bench.publish('listens', [
      { hear: { listen: { to: { one: { with: { type: 'test.said', data: '${ .word != "aside" }' } } } } } },
      { keep: { set: { word: '${ .[0].word }' } } },
    ]);
    const letGo = await holdBack('aside');
    await say('too early');
    await bench.run('listens', {}, 0);
    await say('in time');
    await letGo();
    expect(await wordsHeard('listens', 1)).toEqual(['in time']);
  });

  it('a run hears what it said itself', async () => {
    await bench.publish('talks-to-itself', [
      { say: { emit: { event: { with: { type: 'test.echo', source: '/test', data: { word: 'hello' } } } } } },
      { hear: { listen: { to: { one: { with: { type: 'test.echo' } } } } } },
      { keep: { set: { word: '${ .[0].word }' } } },
    ]);
    await bench.run('talks-to-itself', {}, 0);
    expect(await wordsHeard('talks-to-itself', 1)).toEqual(['hello']);
  });
});

it('a transaction has not committed for itself, though later ones have', async () => {
  const { database } = bench.house.house;
  const row = await database.transaction(bench.house.orgId, async (tx) => {
    await tx.row('select pg_current_xact_id()::text');
    await database.transaction(bench.house.orgId, (later) => later.row('select pg_current_xact_id()::text'));
    return tx.row<{ own: boolean; ours: boolean }>(
      `select pg_visible_in_snapshot(pg_current_xact_id(), platform.committed_now()) as own,
         pg_visible_in_snapshot(pg_current_xact_id(), pg_current_snapshot()) as ours`,
    );
  });
  expect(row).toEqual({ own: false, ours: true });
});
