import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { must } from '@barrow/kernel';
import { newId } from '../apps/server/src/platform/clock.ts';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import { compileSchema } from '../apps/server/src/platform/schema.ts';
import { createApiClient } from '../tests/support/api-client.ts';
import { seedOrganisations } from '../tests/support/seeded-organisation.ts';
import { startServerProcess } from '../tests/support/server-process.ts';
import { benchCaller, benchHouse } from './bench-house.ts';
import { fiveActions, fiveCalls, fiveSteps, onSale } from './flow-definitions.ts';
import { FlowLoadResults, type FlowLoad, type FlowLoadResult, type FlowStage } from './flow-protocol.ts';
import { journalRowsPerS } from './journal-limit.ts';
import { SingleLoadResult, type SingleLoad } from './load-protocol.ts';
import { startLoad } from './load-process.ts';
import { percentile } from './percentile.ts';
import { rounded, type Measurement } from './report.ts';
import type { Surroundings } from './surroundings.ts';

const backlogRuns = 20_000;
const salesPerS = 200;
const parseResults = compileSchema(FlowLoadResults);
const parseSingles = compileSchema(SingleLoadResult);
const dbos = 'DBOS 5.3.0 (@dbos-inc/dbos-sdk), the same five steps on the same PostgreSQL, its own pool';

export const flowNotes = [
  'runs_per_s_N: N starters in the process of the engine, as the peer’s are; each begins its next run when its last is complete. Row-level security is forced.',
  `runs_per_s_backlog: ${backlogRuns} runs were started while no process worked on them; two processes drain them.`,
  'limit: the same journal rows written by one batched insert a thousand runs, in one connection, under the same row-level security.',
  'runs_per_s_20_actions: five actions that each write a row, an event and an audit entry. runs_per_s_20_calls: five HTTP calls to a server that answers at once.',
  `sale_to_first_task_p99_ms: from the transaction of a sale to the first task of the run that it starts, at ${salesPerS} sales/s.`,
];

const stage = (name: string, starters: number, workflow?: string): FlowStage => ({
  name,
  starters,
  warmUpMs: 2_000,
  measureMs: 6_000,
  ...(workflow === undefined ? {} : { workflow }),
});

/** Five-step durable runs, beside DBOS on the same PostgreSQL, and beside the mere inserting of the same journal rows. */
export async function benchFlow(surroundings: Surroundings, organisationCount: number): Promise<Measurement[]> {
  const { databaseUrl, tell, onEnd } = surroundings;
  await migrate(databaseUrl);
  const receiver = createServer((_request, response) =>
    response.setHeader('content-type', 'application/json').end('{}'),
  );
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onEnd(async () => receiver.close());
  const bound = receiver.address();
  const egressAllow = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  const orgIds = await makeOrganisations(databaseUrl, organisationCount, egressAllow);

  const stages = [stage('1', 1), stage('20', 20), stage('100', 100)];
  tell('five-step runs at 1, 20 and 100 starters');
  const ours = await drive(surroundings, 'load-flows.ts', {
    databaseUrl,
    pool: 16,
    orgIds,
    egressAllow,
    stages: [...stages, stage('20_actions', 20, 'five-actions'), stage('20_calls', 20, 'five-calls')],
  });
  tell('the same in DBOS');
  const peers = await drive(surroundings, 'load-dbos.ts', {
    databaseUrl: await anotherDatabase(databaseUrl),
    pool: 0,
    stages,
  });
  tell(`draining ${backlogRuns} runs`);
  const backlog = await drain(surroundings, orgIds);
  tell('inserting the same journal rows');
  const limit = await journalRowsPerS(surroundings, must(orgIds[0], 'an organisation'));
  tell(`sales at ${salesPerS} a second that start runs`);
  const saleToTaskMs = await saleToFirstTask(surroundings);

  const of = (results: readonly FlowLoadResult[], name: string): FlowLoadResult =>
    must(
      results.find((one) => one.name === name),
      `the result of ${name}`,
    );
  const compared = ['1', '20', '100'].map((name): Measurement => ({
    metric: `runs_per_s_${name}`,
    value: rounded(of(ours, name).runsPerS),
    unit: 'runs/s',
    peer: { name: dbos, value: rounded(of(peers, name).runsPerS) },
    limit: { name: limit.name, value: rounded(limit.runsPerS) },
  }));
  return [
    ...compared,
    {
      metric: 'runs_per_s_backlog',
      value: rounded(backlog),
      unit: 'runs/s',
      limit: { name: limit.name, value: rounded(limit.runsPerS) },
    },
    {
      metric: 'start_to_end_p50_ms',
      value: rounded(of(ours, '1').p50Ms),
      unit: 'ms',
      peer: { name: dbos, value: rounded(of(peers, '1').p50Ms) },
    },
    { metric: 'sale_to_first_task_p99_ms', value: rounded(saleToTaskMs), unit: 'ms' },
    { metric: 'runs_per_s_20_actions', value: rounded(of(ours, '20_actions').runsPerS), unit: 'runs/s' },
    { metric: 'runs_per_s_20_calls', value: rounded(of(ours, '20_calls').runsPerS), unit: 'runs/s' },
  ];
}

async function drive(surroundings: Surroundings, file: string, orders: FlowLoad): Promise<readonly FlowLoadResult[]> {
  return parseResults.parse(await startLoad(surroundings, file, orders).next()).results;
}

async function anotherDatabase(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('create database dbos_bench');
  await client.end();
  const url = new URL(databaseUrl);
  url.pathname = '/dbos_bench';
  return url.href;
}

async function makeOrganisations(databaseUrl: string, count: number, receiver: string): Promise<string[]> {
  const house = benchHouse(databaseUrl, { BARROW_POOL: '2', BARROW_WORKFLOWS: 'false' });
  try {
    const orgIds: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const organisation = { name: `Organisation ${index + 1}`, currency: 'EUR', timeZone: 'Europe/Berlin' };
      const orgId = await house.identity.createOrganisation(organisation, []);
      const caller = benchCaller(orgId);
      await house.registry.perform('connections.connection.save', caller, {
        name: 'receiver',
        hosts: [receiver],
        callsPerS: 10_000,
      });
      for (const source of [fiveSteps, fiveActions, fiveCalls(`http://${receiver}`)])
        await house.registry.perform('flows.definition.publish', caller, { source });
      orgIds.push(orgId);
    }
    return orgIds;
  } finally {
    await house.close();
  }
}

/** Starts runs while nobody works on them, then lets two processes drain them; answers runs a second. */
async function drain(surroundings: Surroundings, orgIds: readonly string[]): Promise<number> {
  const { databaseUrl } = surroundings;
  const house = benchHouse(databaseUrl, { BARROW_POOL: '8', BARROW_WORKFLOWS: 'false' });
  let started = 0;
  const start = async (): Promise<void> => {
    for (; started < backlogRuns;) {
      const orgId = must(orgIds[started % orgIds.length], 'an organisation');
      started += 1;
      await house.registry.perform('flows.run.start', benchCaller(orgId), {
        id: newId(),
        namespace: 'bench',
        name: 'five-steps',
      });
    }
  };
  await Promise.all(Array.from({ length: 400 }, start));
  await house.close();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('vacuum analyze flows.run, flows.due, flows.journal');
  await client.query('checkpoint');
  const left = async (): Promise<number> => {
    const { rows } = await client.query<{ count: number }>('select count(*)::integer as count from flows.due');
    return must(rows[0], 'a count').count;
  };
  if ((await left()) !== backlogRuns) throw new Error('the backlog is not there');
  const startedMs = performance.now();
  const claimers = [1, 2].map(() => startLoad(surroundings, 'load-claimer.ts', { databaseUrl }));
  await Promise.all(claimers.map((claimer) => claimer.next()));
  const workingMs = performance.now();
  const done = backlogRuns - (await left());
  while ((await left()) > 0) await sleep(20);
  const seconds = (performance.now() - workingMs) / 1000;
  for (const claimer of claimers) claimer.tell('stop');
  await Promise.all(claimers.map((claimer) => claimer.next()));
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from flows.run where status <> 'completed'`,
  );
  await client.end();
  if (rows[0]?.count !== 0) throw new Error(`${rows[0]?.count ?? '?'} runs are not completed`);
  // What was drained while the processes said that they work is not counted, nor is the time.
  return startedMs > 0 ? (backlogRuns - done) / seconds : 0;
}

async function saleToFirstTask(surroundings: Surroundings): Promise<number> {
  const { databaseUrl, onEnd } = surroundings;
  const server = await startServerProcess({ databaseUrl });
  onEnd(() => server.end('SIGTERM'));
  const shape = { organisations: 1, locations: 12, items: 500, openingMilli: 1_000_000_000 };
  const organisations = await seedOrganisations(databaseUrl, server.address, shape);
  const place = must(organisations[0], 'an organisation');
  const client = createApiClient(server.address, place.ownerKey, 2);
  await client.must('POST', '/flows/definitions', { source: onSale });
  await client.close();
  const orders: SingleLoad = {
    address: server.address,
    organisations: organisations.map(({ key, locationIds, itemIds, skus }) => ({
      key,
      locationIds: [...locationIds],
      itemIds: [...itemIds],
      skus: [...skus],
    })),
    connections: 64,
    salesPerS,
    warmUpSales: salesPerS * 3,
    sales: salesPerS * 10,
  };
  parseSingles.parse(await startLoad(surroundings, 'load-singles.ts', orders).next());
  await sleep(1_000);
  const observer = new pg.Client({ connectionString: databaseUrl });
  await observer.connect();
  const { rows } = await observer.query<{ ms: number }>(
    `select (extract(epoch from (j.at - (r.input ->> 'recordedat')::timestamptz)) * 1000)::double precision as ms
     from flows.run r join flows.journal j on j.org_id = r.org_id and j.run_id = r.run_id and j.kind = 'task.completed'
     where r.org_id = $1 order by 1`,
    [place.orgId],
  );
  await observer.end();
  await server.end('SIGTERM');
  const sent = orders.warmUpSales + orders.sales;
  if (rows.length !== sent) throw new Error(`${sent} sales started ${rows.length} runs`);
  return percentile(
    rows.map((row) => row.ms),
    0.99,
  );
}
