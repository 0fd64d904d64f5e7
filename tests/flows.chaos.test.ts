import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { must } from '@barrow/kernel';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedDatabase } from '../apps/server/src/platform/embedded-database.ts';
import { findPostmaster } from '../apps/server/src/platform/embedded-database/postmaster.ts';
import { migrate } from '../apps/server/src/platform/migrate.ts';
import { at } from '../apps/server/src/testing/json-at.ts';
import { createApiClient, type Answer } from './support/api-client.ts';
import { answerWorkflow, chaosKinds } from './support/chaos-workflows.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess, type ServerProcess } from './support/server-process.ts';
import { startUnreliableReceiver } from './support/unreliable-receiver.ts';

const long = process.env['BARROW_CHECK_LONG'] === '1';
const runCount = long ? 2_000 : 180;
const killCount = long ? 54 : 6;
const restartCount = long ? 2 : 1;
const processCount = 3;
const endWithinMs = long ? 900_000 : 120_000;

type Method = 'GET' | 'POST' | 'PUT';

it(
  `${runCount} mixed runs end as undisturbed ones do while processes are killed ${killCount} times and PostgreSQL is restarted`,
  { timeout: endWithinMs + 300_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'barrow-flows-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const database = await startEmbeddedDatabase({ dataDir, durable: true, log: () => undefined });
    onTestFinished(() => database.stop());
    await migrate(database.url);

    let over = false;
    const servers: ServerProcess[] = [];
    let ownerKey = '';
    /** Asks one server after the other until one answers, as a caller does who sends again. */
    async function ask(method: Method, path: string, body?: unknown): Promise<Answer> {
      for (let tries = 0; ; tries += 1) {
        const server = must(servers[Math.floor(Math.random() * servers.length)], 'a server');
        const client = createApiClient(server.address, ownerKey, 1, 20_000);
        try {
          const answer = await client.call(method, path, body);
          if (answer.status < 500) return answer;
        } catch {
          // nobody there: another will be
        } finally {
          await client.close();
        }
        if (tries > 400 || over) throw new Error(`${method} ${path} was never answered`);
        await sleep(100);
      }
    }
    async function mustAsk(method: Method, path: string, body?: unknown): Promise<unknown> {
      const answer = await ask(method, path, body);
      if (answer.status !== 200)
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    }
    const startRun = (id: string, name: string, input: object): Promise<unknown> =>
      mustAsk('POST', '/flows/runs', { id, namespace: 'chaos', name, input });

    const receiver = await startUnreliableReceiver(async (runId, body) => {
      await startRun(randomUUID(), 'answer', { runId, n: at(body, 'n') });
    });
    onTestFinished(() => receiver.close());
    const start = (port: number): Promise<ServerProcess> =>
      startServerProcess({
        databaseUrl: database.url,
        port,
        environment: { BARROW_EGRESS_ALLOW: receiver.host, BARROW_POOL: '8', BARROW_LOG: 'error' },
      });
    servers.push(...(await Promise.all(Array.from({ length: processCount }, () => start(0)))));
    onTestFinished(async () => {
      over = true;
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
    });
    const shape = { organisations: 1, locations: 1, items: 1, openingMilli: 0 };
    const [organisation] = await seedOrganisations(database.url, must(servers[0], 'a server').address, shape);
    ownerKey = must(organisation, 'an organisation').ownerKey;
    const kinds = chaosKinds(receiver.host);
    await mustAsk('PUT', '/connections/receiver', { hosts: [receiver.host], callsPerS: 1_000 });
    for (const source of [answerWorkflow, ...kinds.map((kind) => kind.source)])
      await mustAsk('POST', '/flows/definitions', { source });

    /** As whoever keeps processes running does: one that cannot start, since the database is away, is started again. */
    async function startAgain(port: number): Promise<ServerProcess> {
      for (let tries = 0; ; tries += 1) {
        try {
          return await start(port);
        } catch (error) {
          if (tries > 20) throw error;
          await sleep(500);
        }
      }
    }

    const person = (async () => {
      while (!over) {
        const open = at((await ask('GET', '/tasks?kind=chaos&limit=200').catch(() => undefined))?.body, 'items');
        for (const task of Array.isArray(open) ? open : [])
          await ask('POST', `/tasks/${String(at(task, 'taskId'))}/complete`, { data: { approved: true } }).catch(
            () => undefined,
          );
        await sleep(300);
      }
    })();

    // Undisturbed first: what a run is to end as is seen, not only believed.
    const undisturbed = kinds.map((kind, index) => ({ id: randomUUID(), kind, n: index }));
    await Promise.all(undisturbed.map(({ id, kind, n }) => startRun(id, kind.name, { n })));
    const client = () => new pg.Client({ connectionString: database.url });
    type Ended = { run_id: string; status: string; output: unknown; error: unknown };
    async function untilEnded(ids: readonly string[], withinMs: number): Promise<Map<string, Ended>> {
      for (const deadline = Date.now() + withinMs; ;) {
        const observer = client();
        try {
          await observer.connect();
          const { rows } = await observer.query<Ended>(
            'select run_id, status, output, error from flows.run where run_id = any($1) and ended_at is not null',
            [ids],
          );
          if (rows.length === ids.length) return new Map(rows.map((row) => [row.run_id, row]));
          if (Date.now() > deadline) {
            const { rows: left } = await observer.query(
              `select r.status, d.name, r.at_task, r.error, r.deaths, count(*)::integer from flows.run r join flows.definition d using (org_id, definition_id)
               where run_id = any($1) and ended_at is null group by 1, 2, 3, 4, 5`,
              [ids],
            );
            throw new Error(
              `runs do not end: ${JSON.stringify(left)}; ${servers.map((server) => server.said()).join('\n')}`,
            );
          }
        } catch (error) {
          if (error instanceof Error && error.message.startsWith('runs do not end')) throw error;
        } finally {
          await observer.end().catch(() => undefined);
        }
        await sleep(200);
      }
    }
    const outcomesOf = (runs: readonly { id: string }[], ended: ReadonlyMap<string, Ended>) =>
      runs.map(({ id }) => ({ status: ended.get(id)?.status, output: ended.get(id)?.output }));
    const expected = (runs: typeof undisturbed) =>
      runs.map(({ kind, n }) => ({ status: 'completed', output: kind.output(n) }));
    expect(
      outcomesOf(
        undisturbed,
        await untilEnded(
          undisturbed.map(({ id }) => id),
          60_000,
        ),
      ),
    ).toEqual(expected(undisturbed));

    let kills = 0;
    const killer = (async () => {
      while (kills < killCount && !over) {
        await sleep(150 + Math.random() * 700);
        const which = Math.floor(Math.random() * servers.length);
        const victim = must(servers[which], 'a server');
        await victim.end('SIGKILL');
        kills += 1;
        servers[which] = await startAgain(victim.port);
      }
    })();
    let restarts = 0;
    const restarter = (async () => {
      while (restarts < restartCount && !over) {
        await sleep(long ? 20_000 : 3_000);
        const postmaster = await findPostmaster(join(dataDir, 'postgres', 'cluster'));
        if (postmaster === undefined) continue;
        process.kill(postmaster.pid, restarts % 2 === 0 ? 'SIGINT' : 'SIGQUIT');
        restarts += 1;
      }
    })();
    const disturbed = Array.from({ length: runCount }, (_, index) => ({
      id: randomUUID(),
      kind: must(kinds[index % kinds.length], 'a kind'),
      n: index,
    }));
    const queue = disturbed.values();
    const starter = async (): Promise<void> => {
      for (const { id, kind, n } of queue) {
        await startRun(id, kind.name, { n });
        await sleep(long ? 250 : 100);
      }
    };
    await Promise.all([killer, restarter, ...Array.from({ length: 4 }, starter)]);
    const ended = await untilEnded(
      disturbed.map(({ id }) => id),
      endWithinMs,
    );
    over = true;
    await person;

    expect({ kills, restarts }).toEqual({ kills: killCount, restarts: restartCount });
    expect(outcomesOf(disturbed, ended)).toEqual(expected(disturbed));
    const changing = [...receiver.keys].filter(([, keys]) => new Set(keys).size !== 1);
    expect(changing).toEqual([]);
    const repeated = [...receiver.keys.values()].filter((keys) => keys.length > 1);
    expect(repeated.length).toBeGreaterThan(0);

    const observer = client();
    await observer.connect();
    onTestFinished(() => observer.end());
    const ofActions = disturbed.filter(({ kind }) => kind.name === 'actions').map(({ id }) => `flow:${id}`);
    const { rows: effects } = await observer.query<{ count: number; runs: number; most: number }>(
      `select count(*)::integer as count, count(distinct actor_id)::integer as runs, max(n)::integer as most
       from (select actor_id, count(*) over (partition by actor_id) as n from platform.audit
             where action = 'notifications.notice.send' and actor_id = any($1)) a`,
      [ofActions],
    );
    expect(effects).toEqual([{ count: ofActions.length * 3, runs: ofActions.length, most: 3 }]);
    const { rows: twice } = await observer.query(
      `select run_id, visit, count(*) from flows.journal where kind = 'task.completed' group by run_id, visit having count(*) > 1`,
    );
    expect(twice).toEqual([]);
    for (const table of ['due', 'inbox', 'timer', 'call', 'listener', 'heard']) {
      const { rows } = await observer.query<{ count: number }>(`select count(*)::integer as count from flows.${table}`);
      expect({ table, left: rows[0]?.count }).toEqual({ table, left: 0 });
    }
  },
);
