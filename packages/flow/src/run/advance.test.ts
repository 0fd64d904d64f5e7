import { describe, expect, it } from 'vitest';
import { standardErrorType } from '../definition/standard-error.ts';
import { parseDefinition } from '../parse/parse-definition.ts';
import { advanceRun, beginRun } from './advance.ts';
import { compileWorkflow } from './compile-workflow.ts';
import type { Effect } from './effect.ts';
import { playRun } from './testing/play-run.ts';
import { workflowOf } from './testing/workflow-of.ts';

const moment = { nowMs: 0, random: () => 0.5 };

function begin(tasks: string, input = {}) {
  const parsed = parseDefinition(workflowOf(tasks));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  const compiled = compileWorkflow(parsed.value.workflow, { limits: { stepsAtOnce: 10 } });
  return { compiled, begun: beginRun(compiled, { runId: 'run-1', input }, moment) };
}

const keysOf = (effects: readonly Effect[], kind: Effect['kind']): string[] =>
  effects.flatMap((effect) => (effect.kind === kind && 'key' in effect ? [effect.key] : []));

const http = '{ call: http, with: { method: get, endpoint: "https://shop.example/" } }';

describe('a listening task', () => {
  const filtersOf = (subject: string) =>
    begin(`do: [ { hear: { listen: { to: { one: { with: { type: x, subject: '${subject}' } } } } } } ]`, {
      order: 'o-1',
    }).begun.effects.flatMap((effect) => (effect.kind === 'listen' ? effect.filters : []));

  it('says beforehand what it listens for, as far as that cannot change, and no more', () => {
    expect(filtersOf('${ $workflow.input.order }')).toEqual([{ type: 'x', subject: 'o-1' }]);
    expect(filtersOf('${ $context.order }')).toEqual([{ type: 'x', subject: 'o-1' }]);
    expect(filtersOf('${ . == $context.order }')).toEqual([{ type: 'x' }]);
    expect(filtersOf('${ $workflow.input.order.wrong }')).toEqual([{ type: 'x' }]);
    const forked = begin(
      `do: [ { both: { fork: { branches: [ { a: { wait: PT5S } }, { b: { listen: { to: { one: { with: { type: x, subject: '\${ $context.order }' } } } } } } ] } } } ]`,
      { order: 'o-1' },
    );
    expect(forked.begun.effects).toContainEqual(expect.objectContaining({ kind: 'listen', filters: [{ type: 'x' }] }));
  });
});

describe('an event', () => {
  it('that comes twice, late or for nobody changes nothing', () => {
    const { compiled, begun } = begin(`do: [ { a: ${http} }, { b: { wait: { seconds: 1 } } } ]`);
    const [key = ''] = keysOf(begun.effects, 'call');
    const next = advanceRun(compiled, begun.state, { kind: 'result', key, output: 1 }, moment);
    const before = JSON.stringify(next.state);
    for (const event of [
      { kind: 'result', key, output: 2 },
      { kind: 'failure', key, error: { type: 'urn:x', status: 500 } },
      { kind: 'timer', key: '/do/7/nobody#1' },
      { kind: 'event', key, event: { type: 'x' } },
    ] as const) {
      const again = advanceRun(compiled, next.state, event, moment);
      expect(JSON.stringify(again.state)).toBe(before);
      expect(again).toMatchObject({ status: 'waiting', effects: [], journal: [{ kind: 'event.ignored' }] });
    }
  });

  it('for a branch that lost is ignored, and what the branch waited for is given up', () => {
    const branches = `[ { a: ${http} }, { b: ${http} } ]`;
    const { compiled, begun } = begin(
      `do: [ { f: { fork: { compete: true, branches: ${branches} } } }, { w: { wait: PT1S } } ]`,
    );
    const [a = '', b = ''] = keysOf(begun.effects, 'call');
    expect(new Set([a, b]).size).toBe(2);
    const won = advanceRun(compiled, begun.state, { kind: 'result', key: b, output: 'b' }, moment);
    expect(keysOf(won.effects, 'abandon')).toEqual([a]);
    const late = advanceRun(compiled, won.state, { kind: 'result', key: a, output: 'a' }, moment);
    expect(late.journal).toMatchObject([{ kind: 'event.ignored', key: a }]);
  });
});

describe('the key of a call', () => {
  it('is another for each visit, iteration and attempt', () => {
    const play = playRun(
      workflowOf(`do:
  - loop:
      for: { in: '\${ [1, 2] }' }
      do:
        - again:
            try:
              - call: ${http}
            catch: { retry: { limit: { attempt: { count: 1 } } } }
  - back: { switch: [ { once: { when: '$context.again == null', then: mark } }, { on: { then: end } } ] }
  - mark: { set: { m: 1 }, export: { as: '\${ { again: true } }' }, then: loop }`),
      { answer: (_, nth) => (nth % 2 === 1 ? { error: { type: 'urn:x', status: 500 } } : { output: nth }) },
    );
    expect(play.status).toBe('completed');
    expect(play.calls).toHaveLength(8);
    expect(new Set(play.calls.map(({ key }) => key)).size).toBe(8);
  });
});

describe('a run', () => {
  it('gives others their turn after so many tasks', () => {
    const { compiled, begun } = begin(
      `do: [ { l: { for: { in: '\${ [range(25)] }' }, do: [ { s: { set: { n: '\${ $item }' } } } ] } } ]`,
    );
    let now = begun;
    let turns = 0;
    for (; now.status === 'running'; turns += 1) {
      expect(now.effects).toContainEqual({ kind: 'continue' });
      now = advanceRun(compiled, now.state, { kind: 'continue' }, moment);
    }
    expect(now).toMatchObject({ status: 'completed', output: { n: 24 } });
    expect(turns).toBe(2);
  });

  it('that goes round for ever ends with a standard error', () => {
    const play = playRun(workflowOf('do: [ { a: { set: { n: 1 } } }, { b: { set: { n: 2 }, then: a } } ]'), {
      compile: { limits: { steps: 5_000 } },
    });
    expect(play).toMatchObject({ status: 'faulted', error: { status: 500, type: standardErrorType('runtime') } });
  });

  it('that is cancelled gives up all that it waits for', () => {
    const branches = `[ { a: { wait: PT5S } }, { b: ${http} }, { c: { listen: { to: { one: { with: { type: x } } } } } } ]`;
    const { compiled, begun } = begin(`do: [ { f: { fork: { branches: ${branches} }, timeout: { after: PT9S } } } ]`);
    const ended = advanceRun(compiled, begun.state, { kind: 'cancel' }, moment);
    const awaited = begun.effects.flatMap((effect) => ('key' in effect ? [effect.key] : []));
    expect(ended.status).toBe('cancelled');
    expect(awaited).toHaveLength(4);
    expect(keysOf(ended.effects, 'abandon').toSorted()).toEqual(awaited.toSorted());
  });

  it('keeps what comes while it is suspended, and goes on with it', () => {
    const play = playRun(workflowOf(`do: [ { a: ${http} }, { b: { set: { got: '\${ . }' } } } ]`), {
      answer: () => ({ output: 'it', lateMs: 10 }),
      orders: [
        { atMs: 5, order: 'suspend' },
        { atMs: 100, order: 'resume' },
      ],
    });
    expect(play).toMatchObject({ status: 'completed', output: { got: 'it' }, endedAtMs: 100 });
  });

  it('that faulted goes on from the failed task when it is retried, and those beside it begin again', () => {
    const branches = `[ { a: ${http} }, { w: { wait: PT1S } }, { done: { set: { d: 1 } } } ]`;
    const play = playRun(workflowOf(`do: [ { s: { set: { n: 1 } } }, { f: { fork: { branches: ${branches} } } } ]`), {
      answer: (_, nth) => (nth === 1 ? { error: { type: 'urn:down', status: 503 } } : { output: 'up' }),
      orders: [{ atMs: 50, order: 'retry' }],
    });
    expect(play).toMatchObject({ status: 'completed', output: ['up', { n: 1 }, { d: 1 }], endedAtMs: 1_050 });
    expect(play.calls.map(({ key }) => key)).toEqual([
      '/do/1/f/fork/branches/0/a#1#1',
      '/do/1/f/fork/branches/0/a#1#1!1',
    ]);
    expect(play.tasks.filter((name) => name === 's')).toHaveLength(1);
  });
});

describe('a secret', () => {
  const tasks = `use: { secrets: [ token ] }
do: [ { a: { call: http, with: { method: get, endpoint: "https://shop.example/", headers: { x: '\${ "Bearer " + $secrets.token + .who }' } } } } ]`;

  it('is left to whoever performs the call', () => {
    const play = playRun(workflowOf(tasks), { input: { who: 'me' } });
    expect(play.calls[0]?.request).toMatchObject({ headers: { x: null } });
    expect(play.calls[0]?.late).toEqual([
      { pointer: '/headers/x', source: '"Bearer " + $secrets.token + .who', data: { who: 'me' }, variables: {} },
    ]);
  });

  it('cannot be put into data', () => {
    const source = workflowOf(`use: { secrets: [ token ] }\ndo: [ { a: { set: { x: '\${ $secrets.token }' } } } ]`);
    expect(playRun(source)).toMatchObject({ status: 'faulted', error: { status: 403 } });
    expect(playRun(source, { compile: { secrets: { token: 't' } } })).toMatchObject({ output: { x: 't' } });
  });
});
