import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../parse/parse-definition.ts';
import { compareVersions, defaultPolicy, newestVersion, type Environment } from './environment.ts';
import { validateDefinition } from './validate-definition.ts';

const place = {
  name: 'supply.order.place',
  version: '1.0.0',
  input: {
    type: 'object',
    properties: { orderId: { type: 'string' }, note: { $ref: '#/$defs/note' } },
    required: ['orderId'],
    additionalProperties: false,
    $defs: { note: { type: 'string', maxLength: 5 } },
  },
};
const environment: Environment = {
  catalogs: new Map([['default', [place, { name: 'stock.count', version: '2.0.0', input: true }]]]),
  secrets: new Set(['mailKey']),
  workflows: [{ namespace: 'shop', name: 'replenish', version: '1.0.0' }],
  policy: defaultPolicy,
};

/** The problems of tasks that begin on line 3, as `line code pointer`. */
function problemsOf(tasks: string, use = ''): readonly string[] {
  const head = "document: { dsl: '1.0.3', namespace: shop, name: x, version: 1.0.0 }\ndo:\n";
  const parsed = parseDefinition(`${head}${tasks}${use}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
  return validateDefinition(parsed.value, environment).map(({ line, code, pointer }) => `${line} ${code} ${pointer}`);
}

describe('functions of a catalog', () => {
  const call = (name: string, given: string): string => `  - a:\n      call: ${name}\n      with: ${given}\n`;

  test('that are there, with arguments that fit, are fine', () => {
    expect(problemsOf(call('supply.order.place:1.0.0@default', "{ orderId: '1' }"))).toEqual([]);
    expect(problemsOf(call('supply.order.place:1.0.0', "{ orderId: '${ .id }' }"))).toEqual([]);
    expect(problemsOf(call('supply.order.place:latest@default', "{ orderId: '1', note: hello }"))).toEqual([]);
  });

  test('that are not there, or not in that version, are told', () => {
    expect(problemsOf(call('supply.order.plaec:1.0.0@default', '{}'))).toEqual(['4 unknown-reference /do/0/a/call']);
    expect(problemsOf(call('supply.order.place:3.0.0@default', '{}'))).toEqual(['4 unknown-reference /do/0/a/call']);
  });

  test('constant arguments are checked wholly', () => {
    expect(problemsOf(call('supply.order.place:1.0.0@default', '{ orderId: 1 }'))).toEqual([
      '5 invalid-arguments /do/0/a/with/orderId',
    ]);
    expect(problemsOf(call('supply.order.place:1.0.0@default', '{}'))).toEqual(['5 invalid-arguments /do/0/a/with']);
  });

  test('of arguments with expressions, names and constant parts are checked', () => {
    expect(problemsOf(call('supply.order.place:1.0.0@default', "{ oderId: '${ .id }' }"))).toEqual([
      '5 invalid-arguments /do/0/a/with',
      '5 invalid-arguments /do/0/a/with/oderId',
    ]);
    expect(problemsOf(call('supply.order.place:1.0.0@default', "{ orderId: '${ .id }', note: too long }"))).toEqual([
      '5 invalid-arguments /do/0/a/with/note',
    ]);
  });

  test('of a catalog that is not known here are let through', () => {
    const use = 'use: { catalogs: { other: { endpoint: https://catalog.example } } }\n';
    expect(problemsOf(call('any.thing:1.0.0@other', '{ x: 1 }'), use)).toEqual([]);
  });
});

test('secrets must be there', () => {
  const wait = '  - a: { wait: PT1S }\n';
  expect(problemsOf(wait, 'use: { secrets: [mailKey] }\n')).toEqual([]);
  expect(problemsOf(wait, 'use:\n  secrets:\n    - mailKey\n    - mailKye\n')).toEqual([
    '7 unknown-reference /use/secrets/1',
  ]);
});

test('workflows must be there in that version, deep inside too', () => {
  const nested = (name: string, version: string): string =>
    `  - a:\n      try:\n        - b: { wait: PT1S }\n      catch:\n        do:\n          - c:\n              run: { workflow: { namespace: shop, name: ${name}, version: ${version} } }\n`;
  expect(problemsOf(nested('replenish', '1.0.0'))).toEqual([]);
  expect(problemsOf(nested('replenish', 'latest'))).toEqual([]);
  expect(problemsOf(nested('replenish', '2.0.0'))).toEqual([
    '9 unknown-reference /do/0/a/catch/do/0/c/run/workflow/version',
  ]);
  expect(problemsOf(nested('replenihs', 'latest'))).toEqual(['9 unknown-reference /do/0/a/catch/do/0/c/run/workflow']);
});

test('shell, containers, commands of MCP and scripts in Python are against the default policy, in functions and extensions too', () => {
  expect(problemsOf('  - a: { run: { shell: { command: ls } } }\n')).toEqual(['3 policy /do/0/a/run/shell']);
  expect(problemsOf('  - a: { run: { container: { image: x } } }\n')).toEqual(['3 policy /do/0/a/run/container']);
  expect(problemsOf('  - a: { run: { script: { language: python, code: x } } }\n')).toEqual([
    '3 policy /do/0/a/run/script/language',
  ]);
  expect(problemsOf('  - a: { run: { script: { language: js, code: x } } }\n')).toEqual([]);
  expect(
    problemsOf('  - a: { call: mcp, with: { method: tools/list, transport: { stdio: { command: x } } } }\n'),
  ).toEqual(['3 policy /do/0/a/with/transport/stdio']);
  const use =
    'use:\n  functions:\n    f: { run: { shell: { command: ls } } }\n  extensions:\n    - e: { extend: all, before: [{ g: { run: { shell: { command: ls } } } }] }\n';
  expect(problemsOf('  - a: { call: f }\n', use)).toEqual([
    '6 policy /use/functions/f/run/shell',
    '8 policy /use/extensions/0/e/before/0/g/run/shell',
  ]);
});

test('versions are ordered as Semantic Versioning says', () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.10.0',
    '2.0.0',
  ];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  expect(newestVersion(['1.9.0', '1.10.0', '1.10.0-rc.1'])).toBe('1.10.0');
  expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
});
