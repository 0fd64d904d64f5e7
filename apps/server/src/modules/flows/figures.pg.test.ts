import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench();
  await bench.publish('visit', [
    { note: { set: { email: 'ann@example.com', points: 3 } } },
    { pause: { wait: { milliseconds: 120 } } },
    { often: { if: '${ .points > 5 }', set: { a: 1 } } },
    {
      ask: {
        call: 'tasks.task.ask:1.0.0@default',
        with: { title: 'Well?', form: { type: 'object' }, kind: 'visit', assigneeRole: 'operations' },
      },
    },
  ]);
});
afterAll(() => bench.house.close());

const figures = async (path: string, key?: string): Promise<readonly unknown[]> =>
  listAt((await bench.house.api('GET', path, undefined, key)).body, 'items');
const of = (items: readonly unknown[], task: string): unknown => items.find((item) => at(item, 'task') === task);

describe('the map of a workflow', () => {
  it('tells where runs stand, how long each task takes, and what it waits for', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => bench.run('visit', {}, 0)));
    const tasks = await eventually(async () => {
      const open = listAt((await bench.house.api('GET', '/tasks?kind=visit')).body, 'items');
      return open.length === 3 ? open : undefined;
    });
    await bench.house.api('POST', `/tasks/${textAt(tasks[0], 'taskId')}/complete`, { data: {} });
    const items = await eventually(async () => {
      const now = await figures('/flows/figures?workflow=test/visit');
      return at(of(now, '/do/3/ask'), 'standing') === 2 ? now : undefined;
    });
    expect(of(items, '/do/3/ask')).toMatchObject({ waitsFor: 'person', times: { count: 1 }, standing: 2, faulted: 0 });
    expect(of(items, '/do/1/pause')).toMatchObject({ waitsFor: 'time', times: { count: 3 }, before: { count: 0 } });
    expect(Number(at(of(items, '/do/1/pause'), 'times.meanMs'))).toBeGreaterThanOrEqual(120);
    expect(runs.map(({ runId }) => runId)).toContain(at(of(items, '/do/1/pause'), 'slowestRunId'));
    expect(of(items, '/do/2/often')).toMatchObject({ skipped: 3, waitsFor: null });
    expect(await figures('/flows/figures?workflow=test/nobody')).toEqual([]);
  });

  it('compares with the span before', async () => {
    await bench.house.sql(
      `update flows.run set started_at = started_at - interval '10 days' where status = 'completed'`,
    );
    const from = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const items = await figures(`/flows/figures?workflow=test/visit&from=${from}`);
    expect(of(items, '/do/1/pause')).toMatchObject({ times: { count: 2 }, before: { count: 1 } });
    const wrong = await bench.house.api(
      'GET',
      `/flows/figures?workflow=test/visit&to=${from}&from=${new Date().toISOString()}`,
    );
    expect(wrong.at('problems.0.pointer')).toBe('/to');
  });
});

it('bottlenecks are the tasks at which runs wait, the longest first', async () => {
  const items = await figures('/flows/bottlenecks');
  expect(items.map((item) => textAt(item, 'task')).toSorted()).toEqual(['/do/1/pause', '/do/3/ask']);
  const waited = items.map((item) => Number(at(item, 'waitedMs')));
  expect(waited).toEqual(waited.toSorted((one, other) => other - one));
});

it('who may not read personal data sees it masked in what a run did', async () => {
  const { runId } = await bench.run('visit', { email: 'bob@example.com' }, 0);
  const seenBy = async (key: string) =>
    JSON.stringify([
      (await bench.house.api('GET', `/flows/runs/${runId}`, undefined, key)).body,
      (await bench.house.api('GET', `/flows/runs/${runId}/history`, undefined, key)).body,
    ]);
  await eventually(async () => ((await seenBy(bench.house.keys.owner)).includes('ann@example.com') ? true : undefined));
  const masked = await seenBy(bench.house.keys.analyst);
  expect(masked).toContain('•••');
  expect(masked).not.toMatch(/ann@|bob@/);
});
