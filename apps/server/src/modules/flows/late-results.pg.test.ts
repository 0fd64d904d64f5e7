import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeResults } from './call-results.ts';
import { createFlowBench, eventually, type FlowBench, type StartedRun } from './testing/flow-bench.ts';

let bench: FlowBench;
let server: Server;
let host: string;

beforeAll(async () => {
  // It never answers.
  server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  host = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  bench = await createFlowBench({ environment: { BARROW_EGRESS_ALLOW: host } });
  await bench.house.api('PUT', '/connections/service', { hosts: [host], callsPerS: 1_000 });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await bench.house.close();
});

type CallRow = { key: string; kind: string; definition_id: string; generation: number };

/** A run that has begun its call; answers the call as its process holds it. */
async function callOf({ runId }: StartedRun) {
  const row = await eventually(async () => {
    const [found] = await bench.house.sql<CallRow>(
      `select c.key, c.kind, r.definition_id, c.lease_generation as generation
       from flows.call c join flows.run r using (org_id, run_id) where run_id = $1 and c.status = 'leased'`,
      [runId],
    );
    return found;
  });
  const { key, kind, definition_id: definitionId, generation } = row;
  return {
    orgId: bench.house.orgId,
    runId,
    definitionId,
    key,
    kind,
    generation,
    request: {},
    deadlineAtMs: 0,
    attempt: 1,
  };
}

const answer = (call: Awaited<ReturnType<typeof callOf>>): Promise<void> =>
  bench.house.house.database.transaction(bench.house.orgId, (tx) =>
    storeResults(tx, [{ call, data: { output: { late: true } } }]),
  );

const untilHistory = (runId: string, entry: string): Promise<string[]> =>
  eventually(async () => {
    const history = await bench.history(runId);
    return history.includes(entry) ? history : undefined;
  });

const ask = () => ({ call: 'http', with: { method: 'get', endpoint: { uri: `http://${host}/` } } });

it('a result for a task that has timed out is noted and changes nothing', async () => {
  await bench.publish('impatient', [
    { try1: { try: [{ ask: { ...ask(), timeout: { after: { milliseconds: 400 } } } }], catch: { do: [] } } },
    { nap: { wait: { seconds: 60 } } },
  ]);
  const run = await bench.run('impatient', {}, 0);
  const call = await callOf(run);
  await untilHistory(run.runId, 'task.started /do/1/nap');
  await answer(call);
  const history = await untilHistory(run.runId, 'event.ignored');
  expect(history.filter((entry) => entry.startsWith('task.completed /do/0'))).toEqual(['task.completed /do/0/try1']);
  await bench.house.api('POST', `/flows/runs/${run.runId}/cancel`, {});
});

it('a result for a run that is over is noted once, and the run ends no second time', async () => {
  await bench.publish('cancelled', [{ ask: ask() }]);
  const run = await bench.run('cancelled', {}, 0);
  const call = await callOf(run);
  await bench.house.api('POST', `/flows/runs/${run.runId}/cancel`, {});
  await untilHistory(run.runId, 'run.cancelled');
  await answer(call);
  const history = await untilHistory(run.runId, 'event.ignored');
  expect(history.filter((entry) => entry === 'run.cancelled')).toHaveLength(1);
  expect(history.at(-1)).toBe('event.ignored');
});

it('a result under an older lease is not counted while another process makes the call', async () => {
  await bench.publish('taken-over', [{ ask: ask() }]);
  const run = await bench.run('taken-over', {}, 0);
  const call = await callOf(run);
  await answer({ ...call, generation: call.generation - 1 });
  const [row] = await bench.house.sql<{ calls: number; arrivals: number }>(
    `select (select count(*) from flows.call where run_id = $1)::integer as calls,
       (select count(*) from flows.inbox where run_id = $1)::integer as arrivals`,
    [run.runId],
  );
  expect(row).toEqual({ calls: 1, arrivals: 0 });
  await bench.house.api('POST', `/flows/runs/${run.runId}/cancel`, {});
});
