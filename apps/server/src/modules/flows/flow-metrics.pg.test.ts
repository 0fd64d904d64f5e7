import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench();
});
afterAll(() => bench.house.close());

/** The figures of workflows, as a scraper reads them. */
async function scrape(): Promise<Map<string, number>> {
  const response = await fetch(new URL('/metrics', bench.house.address));
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('barrow_flow_'));
  return new Map(
    lines.map((line) => {
      const [name = '', value] = line.split(' ');
      return [name.replace('barrow_flow_', ''), Number(value)];
    }),
  );
}

it('the metrics tell what is open and what was done', async () => {
  await bench.publish('pure', [{ one: { set: { a: 1 } } }]);
  await bench.publish('waits', [{ nap: { wait: { hours: 1 } } }]);
  await bench.publish('hears', [{ hear: { listen: { to: { one: { with: { type: 'test.said' } } } } } }]);
  await bench.publish('fails', [
    { no: { raise: { error: { type: 'https://example.com/no', status: 400, title: 'No' } } } },
  ]);
  for (const name of ['pure', 'pure', 'fails']) await bench.run(name);
  const open = await Promise.all(['waits', 'waits', 'hears'].map((name) => bench.run(name, {}, 0)));
  const figures = await eventually(async () => {
    const now = await scrape();
    return now.get('runs{status="waiting"}') === 3 && now.get('due') === 0 ? now : undefined;
  });
  expect(Object.fromEntries(figures)).toMatchObject({
    'runs{status="waiting"}': 3,
    due_lag_seconds: 0,
    timers: 2,
    listeners: 1,
    poisoned_events: 0,
    calls_in_hand: 0,
    runs_started_total: 6,
    'runs_ended_total{status="completed"}': 2,
    'runs_ended_total{status="faulted"}': 1,
  });
  for (const { runId } of open) await bench.house.api('POST', `/flows/runs/${runId}/cancel`, {});
  const after = await eventually(async () => {
    const now = await scrape();
    return now.get('runs_ended_total{status="cancelled"}') === 3 && now.get('timers') === 0 ? now : undefined;
  });
  expect(after.get('runs{status="waiting"}')).toBeUndefined();
  expect(after.get('runs_claimed_total')).toBe(3);
});

it('a call without an answer is told as one', async () => {
  await bench.house.sql(
    `insert into flows.call (org_id, run_id, key, kind, request, status, due_at, deadline_at)
     values ($1, gen_random_uuid(), '/do/0/a', 'http', '{}', 'dead', now(), now())`,
    [bench.house.orgId],
  );
  const figures = await eventually(async () => {
    const now = await scrape();
    return now.has('calls{status="dead"}') ? now : undefined;
  });
  expect(figures.get('calls{status="dead"}')).toBe(1);
});
