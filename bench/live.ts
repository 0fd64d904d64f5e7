import pg from 'pg';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { ListenerLoadResult, SingleLoadResult, type ListenerLoad, type SingleLoad } from './load-protocol.ts';
import { startLoad } from './load-process.ts';
import { rounded, type Measurement } from './report.ts';
import { startNetwork } from './running-network.ts';
import type { Surroundings } from './surroundings.ts';

const everything = 20;
const oneLocation = 180;
const salesPerS = 500;
const seconds = 20;

const parseListeners = compileSchema(ListenerLoadResult);
const parseSingles = compileSchema(SingleLoadResult);

export const liveNotes = [
  `${everything} listeners hear everything, ${oneLocation} one location each; ${salesPerS} sales/s, each a request of its own, in an open loop.`,
  'commit_to_listener: from the beginning of the transaction that stored the sale (its recordedat) to the receipt of its event, over all deliveries.',
  'That contains the transaction itself, so the time from commit is a little less. Every delivery was counted: none was lost or doubled.',
];

type Deliverable = { sales: string; deliveries: string };

/** What was stored, and how often it must have been heard. */
async function expected(
  databaseUrl: string,
  locationIds: readonly string[],
): Promise<{ sales: number; deliveries: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const listeners = locationIds.map((_, index) => everything + Math.ceil((oneLocation - index) / locationIds.length));
    const { rows } = await client.query<Deliverable>(
      `select count(*) as sales, sum(l.listeners) as deliveries from sales.sale s
       join unnest($1::uuid[], $2::integer[]) as l (location_id, listeners) using (location_id)`,
      [locationIds, listeners],
    );
    return { sales: Number(rows[0]?.sales), deliveries: Number(rows[0]?.deliveries) };
  } finally {
    await client.end();
  }
}

/** How soon a console hears of a sale. */
export async function benchLive(surroundings: Surroundings): Promise<Measurement[]> {
  const { tell, databaseUrl } = surroundings;
  const { server, organisations } = await startNetwork(surroundings, 1);
  const [one] = organisations;
  if (one === undefined) throw new Error('there is no organisation');
  const organisation = {
    key: one.key,
    locationIds: [...one.locationIds],
    itemIds: [...one.itemIds],
    skus: [...one.skus],
  };
  const send = async (sales: number) => {
    const orders: SingleLoad = {
      address: server.address,
      organisations: [organisation],
      connections: 128,
      salesPerS,
      warmUpSales: 0,
      sales,
    };
    return parseSingles.parse(await startLoad(surroundings, 'load-singles.ts', orders).next());
  };
  tell('warming up');
  await send(salesPerS * 5);
  const before = await expected(databaseUrl, one.locationIds);
  const listening: ListenerLoad = { address: server.address, organisation, everything, oneLocation };
  const listeners = startLoad(surroundings, 'load-listeners.ts', listening);
  await listeners.next();
  tell(`${everything + oneLocation} listeners; ${salesPerS} sales a second for ${seconds} s`);
  const sent = await send(salesPerS * seconds);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  listeners.tell('stop');
  const heard = parseListeners.parse(await listeners.next());
  const after = await expected(databaseUrl, one.locationIds);
  const due = after.deliveries - before.deliveries;
  if (heard.deliveries !== due) throw new Error(`${due} events were to be heard and ${heard.deliveries} were`);
  return [
    { metric: 'commit_to_listener_p50_ms', value: rounded(heard.p50Ms), unit: 'ms' },
    { metric: 'commit_to_listener_p99_ms', value: rounded(heard.p99Ms), unit: 'ms' },
    { metric: 'sales_per_s', value: rounded(sent.salesPerS), unit: 'sales/s' },
    {
      metric: 'deliveries_per_s',
      value: rounded((heard.deliveries / (after.sales - before.sales)) * sent.salesPerS),
      unit: 'events/s',
    },
  ];
}
