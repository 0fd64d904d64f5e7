import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeDue } from './due.ts';
import { deliverTo, emptyInboxes } from './inbox.ts';
import { createFlowBench, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench();
});
afterAll(() => bench.house.close());

/** A state that no process of this release works on, so that the test alone does. */
const future = 999;

it('an arrival that is not committed yet keeps its run from being taken without it', async () => {
  const { house } = bench;
  await bench.publish('waits', [{ nap: { wait: { hours: 1 } } }]);
  const { runId } = await bench.run('waits', {}, 0);
  await house.sql('update flows.run set state_version = $2 where run_id = $1', [runId, future]);
  const arrival = (key: string) => ({ runId, kind: 'result' as const, key, data: {} });
  const { database } = house.house;
  await database.transaction(house.orgId, (tx) => deliverTo(tx, [arrival('first')]));

  const take = () =>
    database.transaction(house.orgId, async (tx) => {
      const { runIds } = await takeDue(tx, 10, future);
      const inboxes = await emptyInboxes(tx, runIds);
      return (inboxes.get(runId) ?? []).map(({ key }) => key);
    });
  const whileOpen = await database.transaction(house.orgId, async (tx) => {
    await deliverTo(tx, [arrival('second')]);
    return take();
  });
  expect(whileOpen).toEqual([]);
  expect(await take()).toEqual(['first', 'second']);
});
