import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '@barrow/kernel';
import { expect, it, onTestFinished } from 'vitest';
import { at, textAt } from '../apps/server/src/testing/json-at.ts';
import { createTestDatabase } from '../apps/server/src/testing/test-database.ts';
import { createApiClient } from './support/api-client.ts';
import { seedOrganisations } from './support/seeded-organisation.ts';
import { startServerProcess } from './support/server-process.ts';

/** A lease that nobody renews runs out after 3 s and others look every quarter of a second; the rest is room for a busy machine. */
const takenOverWithinMs = 15_000;

async function until(isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > takenOverWithinMs) throw new Error(`waited in vain until ${what}`);
    await sleep(20);
  }
}

/** Somebody else's service: it never answers the first request, and each further one at once. */
async function startService(): Promise<{ server: Server; host: string; keys: string[] }> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    if (keys.length > 1) response.writeHead(200, { 'content-type': 'application/json' }).end('{"answer":42}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return { server, host: `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`, keys };
}

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a call that a process was making when %s met it is made by another within seconds, under the same key',
  async (signal) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const { server, host, keys } = await startService();
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const environment = { BARROW_EGRESS_ALLOW: host };
    const [caller, other] = await Promise.all([
      startServerProcess({ databaseUrl: database.url, environment }),
      startServerProcess({ databaseUrl: database.url, environment }),
    ]);
    onTestFinished(async () => {
      await Promise.all([caller.end('SIGKILL'), other.end('SIGKILL')]);
    });
    const shape = { organisations: 1, locations: 1, items: 1, openingMilli: 0 };
    const [organisation] = await seedOrganisations(database.url, other.address, shape);
    const { ownerKey } = must(organisation, 'an organisation');
    const via = createApiClient(caller.address, ownerKey, 2);
    const viaOther = createApiClient(other.address, ownerKey, 2);
    onTestFinished(async () => {
      await Promise.all([via.close(), viaOther.close()]);
    });
    await via.must('PUT', '/connections/service', { hosts: [host], callsPerS: 100 });
    const call = { call: 'http', with: { method: 'get', endpoint: { uri: `http://${host}/` } } };
    const document = { dsl: '1.0.3', namespace: 'test', name: 'asks', version: '1.0.0' };
    const source = JSON.stringify({ document, do: [{ ask: call }] });
    await via.must('POST', '/flows/definitions', { source });
    // Only the one that is to be met may take it.
    other.signal('SIGSTOP');
    const id = randomUUID();
    await via.must('POST', '/flows/runs', { id, namespace: 'test', name: 'asks' });
    await until(() => keys.length === 1, 'the call was on its way');
    caller.signal(signal);
    other.signal('SIGCONT');
    await until(
      async () => textAt(await viaOther.must('GET', `/flows/runs/${id}`), 'status') === 'completed',
      'another process had made the call and the run had ended',
    );
    // The stopped one goes on: what it thinks of its attempt does not count any more.
    if (signal === 'SIGSTOP') {
      caller.signal('SIGCONT');
      await sleep(500);
    }
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    const run = await viaOther.must('GET', `/flows/runs/${id}`);
    expect(at(run, 'output')).toEqual({ answer: 42 });
    const history = at(await viaOther.must('GET', `/flows/runs/${id}/history`), 'items');
    const ends = (Array.isArray(history) ? history : []).filter((entry) => at(entry, 'kind') === 'task.completed');
    expect(ends).toHaveLength(1);
  },
);
