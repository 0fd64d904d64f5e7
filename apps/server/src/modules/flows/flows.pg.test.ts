import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/clock.ts';
import { at, textAt } from '../../testing/json-at.ts';
import { createFlowBench, eventually, type FlowBench } from './testing/flow-bench.ts';

let bench: FlowBench;
beforeAll(async () => {
  bench = await createFlowBench();
});
afterAll(() => bench.house.close());

const statusOf = async (runId: string): Promise<string> => textAt(await bench.read(runId), 'status');
const untilStatus = (runId: string, wanted: string): Promise<true> =>
  eventually(async () => ((await statusOf(runId)) === wanted ? true : undefined));

describe('a definition', () => {
  it('is published once and never changes', async () => {
    const first = await bench.publish('fixed', [{ one: { set: { a: 1 } } }]);
    expect(await bench.publish('fixed', [{ one: { set: { a: 1 } } }])).toBe(first);
    await expect(bench.publish('fixed', [{ one: { set: { a: 2 } } }])).rejects.toThrow('DEFINITION_PUBLISHED');
  });

  it('that calls what runs of its publisher may not do is refused, with the place', async () => {
    await expect(
      bench.publish('greedy', [{ steal: { call: 'identity.key.create:1.0.0@default', with: { name: 'x' } } }]),
    ).rejects.toThrow('/do/0/steal');
    await expect(bench.publish('lost', [{ go: { call: 'no.such.action:1.0.0@default' } }])).rejects.toThrow(
      'DEFINITION_INVALID',
    );
  });

  it('that asks for what there is not is refused, with the place and the remedy', async () => {
    const child = { namespace: 'test', name: 'nobody', version: '1.0.0' };
    await expect(bench.publish('lonely', [{ go: { run: { workflow: child } } }])).rejects.toThrow(
      '/do/0/go/run/workflow: There is no workflow',
    );
    await expect(
      bench.publish('poor', [{ one: { set: { a: 1 } } }], { use: { secrets: ['treasure'] } }),
    ).rejects.toThrow('There is no secret');
    await expect(
      bench.publish('sloppy', [
        { tell: { call: 'notifications.notice.send:1.0.0@default', with: { titel: 'Milk is out' } } },
      ]),
    ).rejects.toThrow('/do/0/tell/with');
    await expect(bench.publish('risky', [{ rm: { run: { shell: { command: 'rm' } } } }])).rejects.toThrow('Policy');
  });

  it('that calls itself is published', async () => {
    const self = { namespace: 'test', name: 'mirror', version: '1.0.0' };
    await bench.publish('mirror', [{ again: { if: '${ .deeper == true }', run: { workflow: self } } }]);
    expect((await bench.run('mirror')).status).toBe('completed');
  });

  it('that emits what only the server itself tells is refused', async () => {
    await expect(
      bench.publish('forger', [
        { lie: { emit: { event: { with: { type: 'sales.sale.captured', source: '/test' } } } } },
      ]),
    ).rejects.toThrow('/do/0/lie');
  });

  it('starts no runs once it is retired', async () => {
    const id = await bench.publish('retired', [{ one: { set: { a: 1 } } }]);
    await bench.house.api('POST', `/flows/definitions/${id}/retire`, {});
    await expect(bench.run('retired')).rejects.toThrow('DEFINITION_UNKNOWN');
  });
});

describe('an earlier version', () => {
  it('is reinstated in place of a later one, whose runs go on; one that was retired too, also by publishing it again', async () => {
    const on = { schedule: { on: { one: { with: { type: 'test.reinstated' } } } } };
    const publish = (version: string) =>
      bench.house.api('POST', '/flows/definitions', {
        source: JSON.stringify({
          document: { dsl: '1.0.3', namespace: 'test', name: 'reinstated', version },
          ...on,
          do: [{ one: { set: { version } } }],
        }),
      });
    const first = textAt((await publish('1.0.0')).body, 'definitionId');
    const second = textAt((await publish('2.0.0')).body, 'definitionId');
    const current = async (): Promise<unknown[]> => {
      const rows = await bench.house.sql<{ definition_id: string }>(
        'select t.definition_id from flows.trigger t join flows.definition d using (org_id, definition_id) where d.name = $1',
        ['reinstated'],
      );
      return rows.map((row) => row.definition_id);
    };
    expect(await current()).toEqual([second]);
    await publish('1.0.0');
    expect(await current()).toEqual([second]);
    expect((await bench.house.api('POST', `/flows/definitions/${first}/reinstate`, {})).status).toBe(200);
    expect(await current()).toEqual([first]);
    await bench.house.api('POST', `/flows/definitions/${first}/retire`, {});
    expect(await current()).toEqual([]);
    expect((await publish('1.0.0')).at('retiredAt')).toBeNull();
    expect(await current()).toEqual([first]);
  });
});

describe('a run', () => {
  it('of pure tasks is over when its start is answered, and tells what happened', async () => {
    await bench.publish('pure', [{ one: { set: { a: 1 } } }, { two: { set: { a: 2 } } }]);
    const run = await bench.run('pure', {}, 0);
    expect(run).toMatchObject({ status: 'completed', output: { a: 2 } });
    expect(await bench.history(run.runId)).toEqual([
      'run.started',
      'task.completed /do/0/one',
      'task.completed /do/1/two',
      'run.completed',
    ]);
  });

  it('is started once, however often it is asked for', async () => {
    const id = newId();
    const ask = { id, namespace: 'test', name: 'pure' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => bench.house.api('POST', '/flows/runs', ask)));
    expect(answers.map((answer) => answer.at('status'))).toEqual(Array.from({ length: 8 }, () => 'completed'));
    const [row] = await bench.house.sql<{ count: number }>(
      'select count(*)::integer as count from flows.journal where run_id = $1',
      [id],
    );
    expect(row?.count).toBe(4);
  });

  it('is started once under a text of the caller’s own, instead of an id', async () => {
    const start = async (ask: object) => {
      const answer = await bench.house.api('POST', '/flows/runs', { namespace: 'test', name: 'pure', ...ask });
      return answer.at('runId') ?? answer.at('problems.0.pointer');
    };
    const [first, second] = await Promise.all([start({ once: 'Monday' }), start({ once: 'Monday' })]);
    expect(first).toBe(second);
    expect(await start({ once: 'Tuesday' })).not.toBe(first);
    expect(await start({})).toBe('/id');
  });

  it('waits for its timer', async () => {
    await bench.publish('waits', [{ nap: { wait: { milliseconds: 300 } } }, { last: { set: { done: true } } }]);
    const began = Date.now();
    const run = await bench.run('waits');
    expect(run).toMatchObject({ status: 'completed', output: { done: true } });
    expect(Date.now() - began).toBeGreaterThanOrEqual(300);
  });

  it('performs actions of this database in its own transaction, as its publisher, entered by the workflow', async () => {
    await bench.publish('tells', [
      { tell: { call: 'notifications.notice.send:1.0.0@default', with: { title: 'Milk is out' } } },
    ]);
    const run = await bench.run('tells');
    expect(run).toMatchObject({ status: 'completed', output: { status: 'stored' } });
    const [audit] = await bench.house.sql(
      `select actor_id, entered_by from platform.audit where action = 'notifications.notice.send' and subject_id = $1`,
      [textAt(run.output, 'id')],
    );
    expect(audit).toEqual({ actor_id: `flow:${run.runId}`, entered_by: 'workflow' });
  });

  it('whose action fails faults with a standard error, and its company is not harmed', async () => {
    await bench.publish('fails', [
      { tell: { call: 'notifications.notice.send:1.0.0@default', with: { title: 'x', channels: ['nowhere'] } } },
    ]);
    const runs = await Promise.all([
      ...Array.from({ length: 6 }, () => bench.run('tells')),
      bench.run('fails'),
      ...Array.from({ length: 6 }, () => bench.run('tells')),
      bench.run('fails'),
    ]);
    expect(runs.map((run) => run.status)).toEqual([
      ...Array.from({ length: 6 }, () => 'completed'),
      'faulted',
      ...Array.from({ length: 6 }, () => 'completed'),
      'faulted',
    ]);
    expect(runs[6]?.error).toMatchObject({ status: 422, title: 'CHANNEL_UNKNOWN' });
    const [left] = await bench.house.sql<{ count: number }>(
      `select count(*)::integer as count from notifications.notice where title = 'x'`,
    );
    expect(left?.count).toBe(0);
  });

  it('asks a person and goes on with the answer', async () => {
    const form = { type: 'object', required: ['approved'], properties: { approved: { type: 'boolean' } } };
    await bench.publish('asks', [
      { ask: { call: 'tasks.task.ask:1.0.0@default', with: { kind: 'approval', title: 'Approve?', form } } },
    ]);
    const run = await bench.run('asks', {}, 0);
    expect(run.status).toBe('waiting');
    const tasks = await bench.house.api('GET', '/tasks?kind=approval');
    const taskId = textAt(tasks.body, 'items.0.taskId');
    await bench.house.api('POST', `/tasks/${taskId}/complete`, { data: { approved: true } });
    await untilStatus(run.runId, 'completed');
    expect(at(await bench.read(run.runId), 'output')).toMatchObject({ status: 'done', answer: { approved: true } });
  });

  it('that is cancelled takes back what it waits for', async () => {
    const run = await bench.run('asks', {}, 0);
    expect((await bench.house.api('POST', `/flows/runs/${run.runId}/cancel`, {})).status).toBe(200);
    await untilStatus(run.runId, 'cancelled');
    const [task] = await bench.house.sql<{ status: string }>(
      `select status from tasks.task where asked_by like $1 || ' %'`,
      [run.runId],
    );
    expect(task?.status).toBe('dismissed');
    const again = await bench.house.api('POST', `/flows/runs/${run.runId}/cancel`, {});
    expect(again.at('code')).toBe('RUN_STATE');
  });

  it('runs another workflow, which is found by its own keys, and goes on with its output', async () => {
    await bench.publish(
      'child',
      [{ last: { set: { from: 'child' } } }],
      {},
      { barrow: { businessKeys: ['no:${ .no }'] } },
    );
    await bench.publish('parent', [
      { go: { run: { workflow: { namespace: 'test', name: 'child', version: '1.0.0', input: { no: 7 } } } } },
    ]);
    expect(await bench.run('parent')).toMatchObject({ status: 'completed', output: { from: 'child' } });
    const found = await bench.house.api('GET', '/flows/runs?businessKey=no:7');
    expect(found.at('items.0.workflow')).toBe('test/child');
    const leaver = await bench.publish('leaver', [{ last: { set: { from: 'child' } } }]);
    await bench.publish('orphan', [
      { go: { run: { workflow: { namespace: 'test', name: 'leaver', version: 'latest', input: {} } } } },
    ]);
    await bench.house.api('POST', `/flows/definitions/${leaver}/retire`, {});
    expect(await bench.run('orphan')).toMatchObject({ status: 'faulted', error: { status: 400 } });
  });

  it('is found by business key, state and workflow', async () => {
    const id = newId();
    await bench.house.api('POST', '/flows/runs', { id, namespace: 'test', name: 'pure', businessKeys: ['order:77'] });
    const found = await bench.house.api('GET', '/flows/runs?businessKey=order:77&status=completed&workflow=test/pure');
    expect(found.at('items.0.runId')).toBe(id);
    const none = await bench.house.api('GET', '/flows/runs?businessKey=order:77&status=faulted');
    expect(none.at('items')).toEqual([]);
  });
});

describe('a trigger', () => {
  it('starts one run for each live event of its type', async () => {
    await bench.publish('hears', [{ last: { set: { heard: true } } }], {
      schedule: { on: { one: { with: { type: 'notifications.notice.sent' } } } },
    });
    await bench.run('tells');
    const items = await eventually(async () => {
      const list = (await bench.house.api('GET', '/flows/runs?workflow=test/hears&status=completed')).at('items');
      return Array.isArray(list) && list.length > 0 ? list : undefined;
    });
    expect(items).toHaveLength(1);
    const triggers = await bench.house.api('GET', '/flows/triggers');
    expect(JSON.stringify(triggers.body)).toContain('test/hears:1.0.0');
  });

  it('of a schedule starts runs as time goes by', async () => {
    await bench.publish('ticks', [{ last: { set: { ticked: true } } }], { schedule: { every: { milliseconds: 600 } } });
    const runs = await eventually(async () => {
      const list = (await bench.house.api('GET', '/flows/runs?workflow=test/ticks')).at('items');
      return Array.isArray(list) && list.length >= 2 ? list : undefined;
    });
    expect(runs.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a listening run', () => {
  it('hears an event that came before it listened', async () => {
    await bench.publish('late-listener', [
      { nap: { wait: { milliseconds: 400 } } },
      { hear: { listen: { to: { one: { with: { type: 'test.spoken' } } } } } },
    ]);
    await bench.publish('speaks', [
      {
        say: {
          emit: {
            event: {
              with: {
                type: 'test.spoken',
                source: 'https://example.com',
                data: { word: 'hello' },
              },
            },
          },
        },
      },
    ]);
    const listener = await bench.run('late-listener', {}, 0);
    await bench.run('speaks');
    await untilStatus(listener.runId, 'completed');
    expect(JSON.stringify(at(await bench.read(listener.runId), 'output'))).toContain('hello');
  });
});
