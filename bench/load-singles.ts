import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { createApiClient } from '../tests/support/api-client.ts';
import { randomSale } from '../tests/support/random-sale.ts';
import { nextOrder, say } from './load-process.ts';
import { SingleLoad } from './load-protocol.ts';
import { percentile } from './percentile.ts';

// A load generator in an open loop: a slow answer delays no later sale, and the time a sale waited for its turn counts as its own.
const orders = compileSchema(SingleLoad).parse(await nextOrder());
const clients = orders.organisations.map(({ key }) => createApiClient(orders.address, key, orders.connections));
const total = orders.warmUpSales + orders.sales;
const latenciesMs = new Float64Array(orders.sales);
const pending: Promise<void>[] = [];
const startMs = performance.now() + 50;

async function send(index: number, dueMs: number): Promise<void> {
  const at = index % orders.organisations.length;
  const place = orders.organisations[at];
  const client = clients[at];
  if (place === undefined || client === undefined) throw new Error('there is no organisation');
  await client.must('POST', '/sales', randomSale(place, Date.now()));
  if (index >= orders.warmUpSales) latenciesMs[index - orders.warmUpSales] = performance.now() - dueMs;
}

for (let index = 0; index < total;) {
  const dueMs = startMs + (index / orders.salesPerS) * 1000;
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  else {
    pending.push(send(index, dueMs));
    index += 1;
  }
}
await Promise.all(pending);
const seconds = (performance.now() - startMs) / 1000;
await Promise.all(clients.map((client) => client.close()));
latenciesMs.sort();
say({ p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99), salesPerS: total / seconds });
process.disconnect();
