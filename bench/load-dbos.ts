import { DBOS } from '@dbos-inc/dbos-sdk';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { FlowLoad, type FlowLoadResult } from './flow-protocol.ts';
import { driveStarters } from './drive-starters.ts';
import { nextOrder, say } from './load-process.ts';

/** The same five pure steps in DBOS: each step's output is the next one's input, as `set` tasks have it. */
async function fiveSteps(input: { total: number }): Promise<{ total: number }> {
  let state = input;
  for (const step of ['one', 'two', 'three', 'four', 'five']) {
    const before = state;
    state = await DBOS.runStep(() => Promise.resolve({ total: before.total + 1 }), { name: step });
  }
  return state;
}

const orders = compileSchema(FlowLoad).parse(await nextOrder());
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: orders.databaseUrl,
  logLevel: 'error',
});
const workflow = DBOS.registerWorkflow(fiveSteps, { name: 'fiveSteps' });
await DBOS.launch();
const results: FlowLoadResult[] = [];
for (const stage of orders.stages) {
  const measured = await driveStarters(stage, async () => {
    const handle = await DBOS.startWorkflow(workflow)({ total: 0 });
    const { total } = await handle.getResult();
    if (total !== 5) throw new Error(`DBOS answered ${total}`);
  });
  results.push({ name: stage.name, ...measured });
}
await DBOS.shutdown();
say({ results });
process.disconnect();
