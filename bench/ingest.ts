import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { copiedTables, copySeconds } from './copy-limit.ts';
import { BatchLoadResult, SingleLoadResult, type BatchLoad, type SingleLoad } from './load-protocol.ts';
import { startLoad } from './load-process.ts';
import { rounded, type Measurement } from './report.ts';
import { startNetwork } from './running-network.ts';
import type { Surroundings } from './surroundings.ts';

const salesInBatch = 100;
const connections = 8;
const warmUpBatches = 100;
const batches = 600;
const singlesPerS = 200;

const parseBatches = compileSchema(BatchLoadResult);
const parseSingles = compileSchema(SingleLoadResult);

export const ingestNotes = [
  `Batches of ${salesInBatch} over ${connections} connections; sales of 2.5 lines and one payment; server, database and load share the machine.`,
  `single_sale: ${singlesPerS} sales/s one by one in an open loop, from the moment a sale was due to its answer.`,
];

/** How fast sales come in through the public API, against what COPY alone loads into the same tables. */
export async function benchIngest(surroundings: Surroundings, organisationCount: number): Promise<Measurement[]> {
  const { tell } = surroundings;
  const { server, organisations } = await startNetwork(surroundings, organisationCount);
  const runBatches = async (count: number) => {
    const orders: BatchLoad = {
      address: server.address,
      organisations: [...organisations].map(({ key, locationIds, itemIds, skus }) => ({
        key,
        locationIds: [...locationIds],
        itemIds: [...itemIds],
        skus: [...skus],
      })),
      connections,
      batches: count,
      salesInBatch,
    };
    return parseBatches.parse(await startLoad(surroundings, 'load-batches.ts', orders).next());
  };
  tell('warming up');
  const warmUp = await runBatches(warmUpBatches);
  tell(`sending ${batches * salesInBatch} sales in batches`);
  const measured = await runBatches(batches);

  tell(`sending single sales at ${singlesPerS} a second`);
  const orders: SingleLoad = {
    address: server.address,
    organisations: organisations.map(({ key, locationIds, itemIds, skus }) => ({
      key,
      locationIds: [...locationIds],
      itemIds: [...itemIds],
      skus: [...skus],
    })),
    connections: 64,
    salesPerS: singlesPerS,
    warmUpSales: singlesPerS * 3,
    sales: singlesPerS * 15,
  };
  const singles = parseSingles.parse(await startLoad(surroundings, 'load-singles.ts', orders).next());

  tell('loading the same rows by COPY');
  await server.end('SIGTERM');
  const seconds = await copySeconds(surroundings);
  const copiedSales = warmUp.sales + measured.sales + orders.warmUpSales + orders.sales;
  const linesPerSale = measured.lines / measured.sales;
  const copied = (perSale: number) => ({
    name: `COPY alone on one connection into ${copiedTables}`,
    value: rounded((copiedSales / seconds) * perSale),
  });
  return [
    {
      metric: 'sales_per_s',
      value: rounded(measured.sales / measured.seconds),
      unit: 'sales/s',
      limit: copied(1),
    },
    {
      metric: 'lines_per_s',
      value: rounded(measured.lines / measured.seconds),
      unit: 'lines/s',
      limit: copied(linesPerSale),
    },
    { metric: 'single_sale_p50_ms', value: rounded(singles.p50Ms), unit: 'ms' },
    { metric: 'single_sale_p99_ms', value: rounded(singles.p99Ms), unit: 'ms' },
  ];
}
