import { must } from '@barrow/kernel';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { newId } from '../apps/server/src/platform/clock.ts';
import { benchCaller, benchHouse } from './bench-house.ts';
import { driveStarters } from './drive-starters.ts';
import { FlowLoad, type FlowLoadResult } from './flow-protocol.ts';
import { nextOrder, say } from './load-process.ts';

// Starters in the process of the engine, as the peer's are: each begins its next run when its last is complete.
const orders = compileSchema(FlowLoad).parse(await nextOrder());
const house = benchHouse(orders.databaseUrl, {
  BARROW_POOL: String(orders.pool),
  BARROW_EGRESS_ALLOW: orders.egressAllow ?? '',
});
const callers = must(orders.orgIds, 'organisations').map(benchCaller);
const results: FlowLoadResult[] = [];
let next = 0;
for (const stage of orders.stages) {
  const measured = await driveStarters(stage, async () => {
    const caller = must(callers[next % callers.length], 'an organisation');
    next += 1;
    const name = stage.workflow ?? 'five-steps';
    const ask = { id: newId(), namespace: 'bench', name, waitMs: 30_000 };
    const answer: unknown = await house.registry.perform('flows.run.start', caller, ask);
    const status: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'status') : undefined;
    if (status !== 'completed') throw new Error(`a run of ${name} ended as ${JSON.stringify(answer)}`);
  });
  results.push({ name: stage.name, ...measured });
}
await house.close();
say({ results });
process.disconnect();
