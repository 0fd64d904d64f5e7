import { describe, expect, test } from 'vitest';
import type { Task } from '../definition/task.ts';
import type { Workflow } from '../definition/workflow.ts';
import { parseDefinition } from './parse-definition.ts';

const head = "document: { dsl: '1.0.3', namespace: shop, name: x, version: 1.0.0 }\n";

function workflowOf(rest: string): Workflow {
  const parsed = parseDefinition(head + rest);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  return parsed.value.workflow;
}

function taskOf(text: string, rest = ''): Task {
  const [item] = workflowOf(`do:\n  - a: ${text}\n${rest}`).tasks;
  if (item === undefined) throw new Error('no task');
  return item.task;
}

/** The warnings of a definition, as `line code pointer`. */
function warningsOf(rest: string): readonly string[] {
  const parsed = parseDefinition(head + rest);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  return parsed.value.warnings.map(({ line, code, pointer }) => `${line} ${code} ${pointer}`);
}

describe('a definition is normalised', () => {
  test('durations are milliseconds, however they are written', () => {
    for (const [text, durationMs] of [
      ['PT1.5S', 1500],
      ['P1DT2H', 93_600_000],
      ['P1W', 604_800_000],
      ['P1Y2M', 365 * 86_400_000 + 60 * 86_400_000],
      ['{ days: 1, milliseconds: 5 }', 86_400_005],
    ] as const) {
      expect(taskOf(`{ wait: ${text} }`)).toMatchObject({ kind: 'wait', duration: { kind: 'fixed', durationMs } });
    }
    expect(taskOf("{ wait: '${ .pause }' }")).toMatchObject({
      duration: { kind: 'expression', expression: { source: '.pause' } },
    });
  });

  test('defaults are filled in', () => {
    expect(taskOf('{ for: { in: .x }, do: [{ b: { wait: PT1S } }] }')).toMatchObject({
      each: 'item',
      at: 'index',
      while: null,
      if: null,
      next: { kind: 'continue' },
    });
    expect(taskOf('{ call: http, with: { method: get, endpoint: https://a.example } }')).toMatchObject({
      call: { method: 'GET', output: 'content', redirect: false, body: null },
    });
    expect(taskOf('{ run: { shell: { command: ls } } }')).toMatchObject({ await: true, return: 'stdout' });
    expect(taskOf('{ try: [{ b: { wait: PT1S } }], catch: {} }')).toMatchObject({
      catch: { as: 'error', retry: null, tasks: null, next: null },
    });
  });

  test('references are resolved, and say their name', () => {
    const use = `use:
  timeouts: { short: { after: PT5S } }
  errors: { broken: { type: https://a.example/broken, status: 500 } }
  retries: { often: { delay: PT2S, limit: { attempt: { count: 3 } } } }
  authentications: { shop: { bearer: { token: t } } }
`;
    expect(taskOf('{ raise: { error: broken }, timeout: short }', use)).toMatchObject({
      timeout: { durationMs: 5000 },
      error: { name: 'broken', status: 500 },
    });
    expect(taskOf('{ try: [{ b: { wait: PT1S } }], catch: { retry: often } }', use)).toMatchObject({
      catch: { retry: { name: 'often', delay: { durationMs: 2000 }, backoff: 'constant', limit: { attemptCount: 3 } } },
    });
    expect(
      taskOf(
        '{ call: http, with: { method: get, endpoint: { uri: https://a.example, authentication: { use: shop } } } }',
        use,
      ),
    ).toMatchObject({ call: { endpoint: { authentication: { name: 'shop', kind: 'bearer' } } } });
  });

  test('a then is a place in the list, and each node has its pointer', () => {
    const { tasks } = workflowOf(
      'do:\n  - a: { wait: PT1S, then: c/d }\n  - b: { wait: PT1S, if: .x }\n  - c/d: { try: [{ e: { wait: PT1S } }], catch: {} }\n',
    );
    expect(tasks[0]?.task.next).toEqual({ kind: 'task', name: 'c/d', index: 2 });
    expect(tasks[2]).toMatchObject({ pointer: '/do/2/c~1d', task: { tasks: [{ pointer: '/do/2/c~1d/try/0/e' }] } });
  });

  test('templates are literal as far as they hold no expression, and texts keep their parts', () => {
    expect(taskOf("{ set: { a: { b: [1, x] }, c: '${ .d }', e: 'Hi ${ .f }, ${ \"}\" }!' } }")).toMatchObject({
      value: {
        kind: 'object',
        entries: [
          { name: 'a', value: { kind: 'literal', value: { b: [1, 'x'] } } },
          { name: 'c', value: { kind: 'expression', expression: { source: '.d' } } },
          { name: 'e', value: { kind: 'text', parts: ['Hi ', { source: '.f' }, ', ', { source: '"}"' }, '!'] } },
        ],
      },
    });
  });

  test('a URI has its variables as parts', () => {
    expect(taskOf("{ call: http, with: { method: get, endpoint: 'https://a.example/{pet.id}/x' } }")).toMatchObject({
      call: { endpoint: { uri: { kind: 'uri', parts: ['https://a.example/', { variable: 'pet.id' }, '/x'] } } },
    });
  });

  test('functions are of the workflow, of a catalog or at a URI', () => {
    const use = 'use: { functions: { greet: { wait: PT1S } }, catalogs: { mine: { endpoint: https://c.example } } }\n';
    expect(taskOf('{ call: greet }', use)).toMatchObject({ call: { function: { kind: 'local', name: 'greet' } } });
    expect(taskOf("{ call: 'a.b:1.0.0@mine' }", use)).toMatchObject({
      call: { function: { kind: 'catalog', name: 'a.b', version: '1.0.0', catalog: 'mine', declared: true } },
    });
    expect(taskOf("{ call: 'supply.order.place:1.0.0@default' }")).toMatchObject({
      call: { function: { catalog: 'default', declared: false } },
    });
    expect(taskOf('{ call: https://a.example/function.yaml }')).toMatchObject({ call: { function: { kind: 'uri' } } });
  });
});

describe('expressions', () => {
  test('are bare or in ${ } where nothing else can stand', () => {
    for (const text of ['.a.b', '${ .a.b }', '${.a.b}', '"${ .a.b }"']) {
      const quoted = text.startsWith('"') ? text : `'${text}'`;
      expect(
        taskOf(`{ if: ${quoted}, set: ${quoted}, output: { as: ${quoted} }, input: { from: ${quoted} } }`),
      ).toMatchObject({
        if: { source: '.a.b' },
        value: { expression: { source: '.a.b' } },
        output: { as: { expression: { source: '.a.b' } } },
        input: { from: { expression: { source: '.a.b' } } },
      });
    }
  });

  test('in loose mode every text may be one', () => {
    const { tasks } = workflowOf("evaluate: { mode: loose }\ndo:\n  - a: { set: { b: .c, d: 'Hi ${ .e }' } }\n");
    expect(tasks[0]?.task).toMatchObject({
      value: { entries: [{ value: { kind: 'loose', expression: { source: '.c' } } }, { value: { kind: 'text' } }] },
    });
  });

  test('see variables of their loops, catches and iterators, and those they bind themselves', () => {
    expect(
      warningsOf(`do:
  - a: { for: { each: pet, at: n, in: .pets }, while: $n < 3, do: [{ b: { set: { x: '\${ $pet + $n }' } } }] }
  - c: { try: [{ d: { wait: PT1S } }], catch: { as: e, when: $e.status == 503, do: [{ f: { set: '\${ $e }' } }] } }
  - g: { listen: { to: { any: [] } }, foreach: { item: v, do: [{ h: { set: '\${ $v }' } }], output: { as: '\${ [$v, $index] }' } } }
  - i: { set: { x: '\${ . as [$p, {q: $r}] | reduce .[] as $s (0; . + $p + $r + $s) | def f($t): $t; f(1) | $ENV }' } }
`),
    ).toEqual([]);
  });
});

test('a label of jq is no variable that is missing', () => {
  expect(
    warningsOf('do:\n  - a: { set: { x: "${ [label $out | .[] | if . > 3 then ., break $out else . end] }" } }\n'),
  ).toEqual([]);
});

test('a name of one letter is no suggestion for another', () => {
  const parsed = parseDefinition(`${head}do:\n  - a: { wait: PT1S, then: q }\n`);
  expect(parsed.ok ? '' : parsed.detail[0]?.message).not.toContain('Did you mean');
});

describe('warnings', () => {
  test('tell of tasks that nothing leads to', () => {
    expect(warningsOf('do:\n  - a: { wait: PT1S, then: c }\n  - b: { wait: PT1S }\n  - c: { wait: PT1S }\n')).toEqual([
      '4 unreachable-task /do/1/b',
    ]);
    expect(warningsOf('do:\n  - a: { wait: PT1S, then: end }\n  - b: { wait: PT1S }\n')).toEqual([
      '4 unreachable-task /do/1/b',
    ]);
    expect(warningsOf('do:\n  - a: { wait: PT1S, then: end, if: .x }\n  - b: { wait: PT1S }\n')).toEqual([]);
    expect(
      warningsOf('do:\n  - a: { raise: { error: { type: https://a.example, status: 500 } } }\n  - b: { wait: PT1S }\n'),
    ).toEqual(['4 unreachable-task /do/1/b']);
  });

  test('tell of loops that nothing leads out of', () => {
    expect(warningsOf('do:\n  - a: { wait: PT1S }\n  - b: { wait: PT1S, then: a }\n')).toEqual([
      '3 endless-loop /do/0/a',
    ]);
    expect(
      warningsOf(
        'do:\n  - a: { wait: PT1S }\n  - b: { switch: [{ c: { when: .x, then: end } }, { d: { then: a } }] }\n',
      ),
    ).toEqual([]);
    expect(
      warningsOf('do:\n  - a: { do: [{ c: { if: .x, wait: PT1S, then: end } }] }\n  - b: { wait: PT1S, then: a }\n'),
    ).toEqual([]);
  });

  test('tell of texts that look like expressions, and of variables that are not offered', () => {
    expect(warningsOf("do:\n  - a: { set: { b: .c.d, e: $context, f: .5, g: 'a.b' } }\n")).toEqual([
      '3 bare-expression /do/0/a/set/b',
      '3 bare-expression /do/0/a/set/e',
    ]);
    expect(warningsOf('do:\n  - a: { if: $output == 1, wait: PT1S }\n')).toEqual(['3 unavailable-variable /do/0/a/if']);
  });
});

test('what is newer than the tag of 1.0.3 is accepted', () => {
  const workflow = workflowOf(`schedule: { on: { one: { with: { type: a } } }, read: envelope }
do:
  - a: { for: { in: [{ b: 1 }] }, do: [{ c: { wait: PT1S } }] }
  - d: { try: [{ e: { wait: PT1S } }], catch: { then: f } }
  - f: { wait: PT1S }
`);
  expect(workflow.schedule?.read).toBe('envelope');
  expect(workflow.tasks[0]?.task).toMatchObject({ in: { kind: 'literal', value: [{ b: 1 }] } });
  expect(workflow.tasks[1]?.task).toMatchObject({ catch: { next: { kind: 'task', index: 2 } } });
});

test('JSON is read as well as YAML', () => {
  const source = {
    document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' },
    do: [{ a: { wait: 'PT1S' } }],
  };
  const parsed = parseDefinition(JSON.stringify(source, null, '\t'));
  expect(parsed.ok ? parsed.value.workflow.source : parsed.detail).toEqual(source);
});

test('the position of a task is found by its pointer', () => {
  const parsed = parseDefinition(`${head}do:\n  - a:\n      wait: PT1S\n`);
  expect(parsed.ok ? parsed.value.positionOf('/do/0/a/wait') : parsed.detail).toEqual({ line: 4, column: 13 });
});
