import { Type } from 'typebox';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { createApiClient, type ApiClient } from '../tests/support/api-client.ts';
import { randomSale } from '../tests/support/random-sale.ts';
import { nextOrder, say } from './load-process.ts';
import { BatchLoad } from './load-protocol.ts';

// The load generator of `bench ingest`: batches are made before the clock starts, so that making them takes nothing from the server.
const answer = compileSchema(Type.Object({ stored: Type.Integer() }));
const orders = compileSchema(BatchLoad).parse(await nextOrder());
const clients = orders.organisations.map(({ key }) => createApiClient(orders.address, key, orders.connections));
const nowMs = Date.now();
let lines = 0;
const batches = Array.from({ length: orders.batches }, (_, index) => {
  const at = index % orders.organisations.length;
  const place = orders.organisations[at];
  const client = clients[at];
  if (place === undefined || client === undefined) throw new Error('there is no organisation');
  const sales = Array.from({ length: orders.salesInBatch }, () => randomSale(place, nowMs));
  for (const sale of sales) lines += sale.lines.length;
  return { client, body: JSON.stringify({ sales }) };
});

async function send({ client, body }: { client: ApiClient; body: string }): Promise<void> {
  const { stored } = answer.parse(await client.must('POST', '/sales/batch', body));
  if (stored !== orders.salesInBatch) throw new Error(`only ${stored} sales of a batch were stored`);
}

const startedMs = performance.now();
const queue = batches.values();
await Promise.all(
  Array.from({ length: orders.connections }, async () => {
    for (const batch of queue) await send(batch);
  }),
);
const seconds = (performance.now() - startedMs) / 1000;
await Promise.all(clients.map((client) => client.close()));
say({ sales: orders.batches * orders.salesInBatch, lines, seconds });
process.disconnect();
