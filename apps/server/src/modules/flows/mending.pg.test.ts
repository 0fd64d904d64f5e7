import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { at, listAt, textAt } from '../../testing/json-at.ts';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

type Seen = { readonly path: string; readonly key: string; readonly authorization: string };

let bench: FlowBench;
let server: Server;
let host: string;
const seen: Seen[] = [];
let dropAll = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url = '', headers } = request;
    seen.push({ path: url, key: String(headers['idempotency-key']), authorization: String(headers.authorization) });
    if (dropAll) request.socket.destroy();
    else
      response.writeHead(url === '/missing' ? 404 : 200, { 'content-type': 'application/json' }).end('{"answer":42}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  host = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  bench = await createFlowBench({ environment: { BARROW_EGRESS_ALLOW: host } });
  await bench.house.api('PUT', '/connections/service', { hosts: [host], callsPerS: 1_000 });
});
afterAll(async () => {
  await bench.house.close();
  server.close();
});

const get = (path: string, more: object = {}) => ({
  call: 'http',
  with: { method: 'get', endpoint: { uri: `http://${host}${path}`, ...more } },
});
const untilStatus = (runId: string, wanted: string): Promise<unknown> =>
  eventually(async () => {
    const run = await bench.read(runId);
    return at(run, 'status') === wanted ? run : undefined;
  });
const command = (runId: string, what: string) => bench.house.api('POST', `/flows/runs/${runId}/${what}`, {});

describe('an answer by hand', () => {
  const answer = (runId: string, body: object) => bench.house.api('POST', `/flows/runs/${runId}/answer`, body);

  it('stands in for the call that failed, which is not made again', async () => {
    await bench.publish('strict', [{ ask: get('/missing') }, { last: { set: { got: '${ .answer }' } } }]);
    const run = await bench.run('strict');
    expect(run.status).toBe('faulted');
    const before = seen.length;
    expect((await answer(run.runId, { output: { answer: 7 } })).status).toBe(200);
    expect(at(await untilStatus(run.runId, 'completed'), 'output')).toEqual({ got: 7 });
    expect(seen.slice(before).filter(({ path }) => path === '/missing')).toEqual([]);
    const again = await answer(run.runId, { output: 1 });
    expect(again.at('code')).toBe('RUN_STATE');
  });

  it('stands in for many at once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => bench.run('strict')));
    const bulk = await bench.house.api('POST', '/flows/runs/commands', {
      command: 'retry',
      filter: { workflow: 'test/strict', status: 'faulted' },
      output: { answer: 8 },
    });
    expect(bulk.at('count')).toBe(3);
    for (const { runId } of runs) expect(at(await untilStatus(runId, 'completed'), 'output')).toEqual({ got: 8 });
    const wrong = await bench.house.api('POST', '/flows/runs/commands', { command: 'cancel', filter: {}, output: 1 });
    expect(wrong.at('problems.0.pointer')).toBe('/output');
  });

  it('is a time, or an event, that a run waits for; which of several must be said', async () => {
    await bench.publish('patient', [
      { nap: { wait: { days: 3 } } },
      {
        both: {
          fork: {
            compete: true,
            branches: [
              { hear: { listen: { to: { one: { with: { type: 'test.said' } } } } } },
              { longer: { wait: { days: 9 } } },
            ],
          },
        },
      },
    ]);
    const { runId } = await bench.run('patient', {}, 0);
    await untilStatus(runId, 'waiting');
    expect((await answer(runId, { output: null })).status).toBe(200);
    const waits = await eventually(async () => {
      const now = listAt(await bench.read(runId), 'waitsFor');
      return now.length === 2 ? now : undefined;
    });
    expect((await answer(runId, { output: {} })).at('problems.0.pointer')).toBe('/key');
    const heard = waits.find((one) => at(one, 'kind') === 'event');
    const event = { type: 'test.said', data: { word: 'by hand' } };
    expect((await answer(runId, { key: textAt(heard, 'key'), output: 'no event' })).at('problems.0.pointer')).toBe(
      '/output',
    );
    expect((await answer(runId, { key: textAt(heard, 'key'), output: event })).status).toBe(200);
    expect(JSON.stringify(at(await untilStatus(runId, 'completed'), 'output'))).toContain('by hand');
  });
});

describe('a call to the outside', () => {
  it('carries a secret that stands in no table, and its key', async () => {
    const secret = randomUUID();
    await bench.house.api('PUT', '/secrets/token', { value: secret });
    await bench.publish(
      'authenticated',
      [{ ask: get('/secret', { authentication: { bearer: { token: '${ $secrets.token }' } } }) }],
      {
        use: { secrets: ['token'] },
      },
    );
    const run = await bench.run('authenticated');
    expect(run).toMatchObject({ status: 'completed', output: { answer: 42 } });
    expect(seen.find(({ path }) => path === '/secret')?.authorization).toBe(`Bearer ${secret}`);
    const tables = await bench.house.sql<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('flows', 'platform', 'tasks', 'connections', 'notifications')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    for (const { name } of tables) {
      const [found] = await bench.house.sql<{ count: number }>(
        `select count(*)::integer as count from ${name} t where t::text like '%' || $1 || '%'`,
        [secret],
      );
      expect({ name, count: found?.count }).toEqual({ name, count: 0 });
    }
  });

  it('that is answered with an error faults its task at once, for try to catch', async () => {
    await bench.publish('missing', [
      {
        look: {
          try: [{ ask: get('/missing') }],
          catch: { errors: { with: { status: 404 } }, do: [{ instead: { set: { found: false } } }] },
        },
      },
    ]);
    expect(await bench.run('missing')).toMatchObject({ status: 'completed', output: { found: false } });
  });

  it('goes to no host that no connection allows', async () => {
    await bench.publish('elsewhere', [
      { ask: { call: 'http', with: { method: 'get', endpoint: 'http://127.0.0.1:1/' } } },
    ]);
    const run = await bench.run('elsewhere');
    expect(run).toMatchObject({ status: 'faulted', error: { status: 403 } });
  });

  it('without an answer is repeated under the same key, becomes a dead letter, and its run can be mended', async () => {
    await bench.publish('unanswered', [{ ask: get('/unanswered') }]);
    dropAll = true;
    const run = await bench.run('unanswered', {}, 30_000);
    dropAll = false;
    expect(run).toMatchObject({ status: 'faulted', error: { status: 503 } });
    const calls = seen.filter(({ path }) => path === '/unanswered');
    expect(calls).toHaveLength(5);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
    const dead = await bench.house.api('GET', '/flows/dead-calls');
    const key = textAt(dead.body, 'items.0.key');
    expect(dead.at('items.0.runId')).toBe(run.runId);
    const discarded = await bench.house.api('POST', '/flows/dead-calls/discard', { runId: run.runId, key });
    expect(discarded.status).toBe(200);
    await command(run.runId, 'retry');
    expect(at(await untilStatus(run.runId, 'completed'), 'output')).toEqual({ answer: 42 });
  }, 40_000);
});

describe('mending', () => {
  it('suspends a run, which goes on where it was when it is resumed', async () => {
    await bench.publish('naps', [{ nap: { wait: { milliseconds: 200 } } }, { last: { set: { done: true } } }]);
    const run = await bench.run('naps', {}, 0);
    await command(run.runId, 'suspend');
    await untilStatus(run.runId, 'suspended');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(at(await bench.read(run.runId), 'status')).toBe('suspended');
    await command(run.runId, 'resume');
    await untilStatus(run.runId, 'completed');
  });

  it('commands many runs by a filter', async () => {
    await bench.publish('long', [{ nap: { wait: { hours: 1 } } }]);
    const runs = await Promise.all([1, 2, 3].map(() => bench.run('long', {}, 0)));
    const answer = await bench.house.api('POST', '/flows/runs/commands', {
      command: 'cancel',
      filter: { workflow: 'test/long' },
    });
    expect(answer.body).toEqual({ count: 3, more: false });
    for (const { runId } of runs) await untilStatus(runId, 'cancelled');
    const [left] = await bench.house.sql<{ count: number }>('select count(*)::integer as count from flows.timer');
    expect(left?.count).toBe(0);
  });

  it('sets aside a run that was in hand at three deaths, and works on its company', async () => {
    const ids = [newId(), newId()];
    for (const id of ids) await bench.house.api('POST', '/flows/runs', { id, namespace: 'test', name: 'long' });
    for (const id of ids) await untilStatus(id, 'waiting');
    const [guilty = '', innocent = ''] = ids;
    const [orgId] = [bench.house.orgId];
    for (let death = 0; death < 3; death += 1) {
      // As a process leaves it that died: the run is due, and a note names it whose database process is gone.
      await bench.house.sql(
        `insert into flows.claim (org_id, node_id, claim_id, run_ids, backend_pid) values ($1, $2, $3, $4, 2147483000)`,
        [orgId, newId(), newId(), death === 0 ? [guilty, innocent] : [guilty]],
      );
    }
    // Nobody may work on it while the deaths are counted: a state from the future keeps every process off.
    await bench.house.sql(
      `insert into flows.due (org_id, run_id, due_at, state_version) values ($1, $2, now(), 999), ($1, $3, now(), 999)`,
      [orgId, guilty, innocent],
    );
    const run = await untilStatus(guilty, 'quarantined');
    expect(at(run, 'error.detail')).toContain('died 3 times');
    await bench.house.sql('update flows.due set state_version = 1 where run_id = $1', [innocent]);
    await command(innocent, 'cancel');
    await untilStatus(innocent, 'cancelled');
    await command(guilty, 'retry');
    await untilStatus(guilty, 'waiting');
    await command(guilty, 'cancel');
    await untilStatus(guilty, 'cancelled');
  });
});

describe('limits', () => {
  it('let one run of a concurrency key go at a time, in the order in which they came', async () => {
    await bench.publish(
      'one-by-one',
      [{ nap: { wait: { milliseconds: 150 } } }],
      {},
      {
        barrow: { concurrency: { key: 'supplier:${ .supplier }' }, businessKeys: ['supplier:${ .supplier }'] },
      },
    );
    const runs = await Promise.all([1, 2, 3].map(() => bench.run('one-by-one', { supplier: 'A' }, 0)));
    const other = await bench.run('one-by-one', { supplier: 'B' }, 0);
    expect(runs.map(({ status }) => status).toSorted()).toEqual(['queued', 'queued', 'waiting']);
    expect(other.status).toBe('waiting');
    for (const { runId } of [...runs, other]) await untilStatus(runId, 'completed');
    const [slots] = await bench.house.sql<{ taken: number }>('select sum(taken)::integer as taken from flows.slot');
    expect(slots?.taken).toBe(0);
    const found = await bench.house.api('GET', '/flows/runs?businessKey=supplier:A');
    expect(found.at('items')).toHaveLength(3);
  });

  it('fault a run that loops for ever, and not the process', async () => {
    const again: unknown = JSON.parse('{ "set": { "n": 1 }, "then": "again" }');
    await bench.publish('loops', [{ again }]);
    const run = await bench.run('loops', {}, 20_000);
    expect(run.status).toBe('faulted');
    expect(await bench.run('missing')).toMatchObject({ status: 'completed' });
  });

  it('fault a run whose data grows too large', async () => {
    await bench.publish('grows', [
      { much: { set: { text: '${ "x" * 1100000 }' } } },
      { nap: { wait: { milliseconds: 10 } } },
    ]);
    const run = await bench.run('grows');
    expect(run).toMatchObject({ status: 'faulted', error: { title: 'The data of the run is too large' } });
  });

  it('leave no question open and no child running when they end a run, and a retry asks again', async () => {
    await bench.publish('sleeps', [{ nap: { wait: { hours: 1 } } }]);
    const sleeps = { namespace: 'test', name: 'sleeps', version: '1.0.0', input: {} };
    const question = { kind: 'cut-short', title: 'Still wanted?' };
    await bench.publish('cut-short', [
      {
        all: {
          fork: {
            branches: [
              { ask: { call: 'tasks.task.ask:1.0.0@default', with: question } },
              { child: { run: { workflow: sleeps } } },
              {
                grow: {
                  do: [
                    { nap: { wait: { milliseconds: 100 } } },
                    { much: { set: { text: '${ "x" * 1100000 }' } } },
                    { stay: { wait: { hours: 1 } } },
                  ],
                },
              },
            ],
          },
        },
      },
    ]);
    const { runId } = await bench.run('cut-short');
    expect(await untilStatus(runId, 'faulted')).toMatchObject({ error: { title: 'The data of the run is too large' } });
    const left = async () => {
      const items = (await bench.house.api('GET', '/tasks?kind=cut-short')).at('items');
      const [child] = await bench.house.sql<{ open: number }>(
        'select count(*)::integer as open from flows.run where parent_run_id = $1 and ended_at is null',
        [runId],
      );
      return { questions: Array.isArray(items) ? items.length : -1, children: child?.open };
    };
    await eventually(async () => ((await left()).children === 0 ? true : undefined));
    expect(await left()).toEqual({ questions: 0, children: 0 });
    await command(runId, 'retry');
    await eventually(async () => {
      const asked = await bench.house.sql(`select from tasks.task where asked_by like $1 || ' %'`, [runId]);
      return asked.length === 2 ? true : undefined;
    });
    await untilStatus(runId, 'faulted');
    await eventually(async () => ((await left()).children === 0 ? true : undefined));
    expect(await left()).toEqual({ questions: 0, children: 0 });
  });

  it('keep a character that cannot be stored from harming others', async () => {
    await bench.publish('odd', [{ odd: { set: { text: '${ "a\\u0000b" }' } } }]);
    const runs = await Promise.all([bench.run('odd'), bench.run('missing'), bench.run('odd')]);
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });
});

describe('events', () => {
  it('that a loop did not take are there for its next visit, each once', async () => {
    await bench.publish('says', [
      { say: { emit: { event: { with: { type: 'test.word', source: '/test', data: { word: '${ .word }' } } } } } },
    ]);
    await bench.publish('collects', [
      { nap: { wait: { milliseconds: 300 } } },
      {
        loop: {
          for: { each: 'i', in: '${ [1, 2, 3] }' },
          do: [
            { hear: { listen: { to: { one: { with: { type: 'test.word' } } } } } },
            {
              keep: {
                set: { word: '${ .[0].word }' },
                export: { as: '${ ($context.words // []) as $words | { words: ($words + [.word]) } }' },
              },
            },
          ],
        },
      },
      { last: { set: { words: '${ $context.words }' } } },
    ]);
    const listener = await bench.run('collects', {}, 0);
    for (const word of ['one', 'two', 'three']) await bench.run('says', { word });
    const run = await untilStatus(listener.runId, 'completed');
    expect(at(run, 'output')).toEqual({ words: ['one', 'two', 'three'] });
  });

  it('that came by an import start nothing unless the trigger says so', async () => {
    await bench.publish('on-word', [{ last: { set: { heard: true } } }], {
      schedule: { on: { one: { with: { type: 'test.imported' } } } },
    });
    const emit = (origin: string) =>
      bench.house.sql(
        `insert into platform.event (org_id, epoch, type, occurred_at, origin, actor, data) values ($1, (select number from platform.epoch), 'test.imported', now(), $2, 'test', '{}')`,
        [bench.house.orgId, origin],
      );
    await emit('import');
    await emit('live');
    const count = async (): Promise<number> => {
      const list = (await bench.house.api('GET', '/flows/runs?workflow=test/on-word')).at('items');
      return Array.isArray(list) ? list.length : 0;
    };
    await eventually(async () => ((await count()) > 0 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await count()).toBe(1);
  });

  it('that a filter cannot judge are kept for people and stop nobody', async () => {
    await bench.publish('fragile', [{ last: { set: { heard: true } } }], {
      schedule: { on: { one: { with: { type: 'test.fragile', data: '${ .number + 1 == 2 }' } } } },
    });
    await bench.publish('breaks', [
      { bad: { emit: { event: { with: { type: 'test.fragile', source: '/test', data: { number: 'no number' } } } } } },
      { good: { emit: { event: { with: { type: 'test.fragile', source: '/test', data: { number: 1 } } } } } },
    ]);
    await bench.run('breaks');
    await eventually(async () => {
      const list = (await bench.house.api('GET', '/flows/runs?workflow=test/fragile&status=completed')).at('items');
      return Array.isArray(list) && list.length === 1 ? true : undefined;
    });
    const poisoned = await bench.house.api('GET', '/flows/poisoned-events');
    expect(poisoned.at('items.0.event.data.number')).toBe('no number');
    const gone = await bench.house.api(
      'DELETE',
      `/flows/poisoned-events/${textAt(poisoned.body, 'items.0.poisonedId')}`,
    );
    expect(gone.status).toBe(204);
  });
});
