import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemCodes, type Problem } from '../source/problem.ts';
import { parseDefinition } from './parse-definition.ts';

/** Uses every kind of task and most properties, so that a mutation anywhere meets code that reads it. */
const everything = `document: { dsl: '1.0.3', namespace: shop, name: everything, version: 1.0.0, tags: { a: b } }
evaluate: { mode: strict }
input: { schema: { document: { type: object, properties: { id: { type: integer } } } }, from: .order }
timeout: { after: { hours: 1 } }
schedule: { cron: '*/5 9-17 * * mon-fri', on: { one: { with: { type: a } } } }
use:
  secrets: [key]
  authentications: { shop: { bearer: { token: '\${ .token }' } } }
  catalogs: { mine: { endpoint: https://catalog.example } }
  errors: { broken: { type: https://a.example/broken, status: 500, title: 'Broken \${ .x }' } }
  retries: { often: { delay: PT1S, backoff: { exponential: {} }, limit: { attempt: { count: 3 } }, jitter: { from: PT0S, to: PT1S } } }
  timeouts: { short: { after: PT30S } }
  functions: { greet: { set: { greeting: hello } } }
  extensions: [{ log: { extend: all, when: .x, before: [{ note: { set: { y: 1 } } }] } }]
do:
  - fetch: { call: http, with: { method: get, endpoint: { uri: 'https://a.example/{id}', authentication: { use: shop } }, query: { q: '\${ .q }' } }, timeout: short }
  - greet: { call: greet, if: .a == 1, then: loop }
  - log: { call: 'log:1.0.0@mine', with: { message: 'Hi \${ .name }!' } }
  - loop: { for: { each: pet, in: .pets }, while: $pet != null, do: [{ one: { set: { pet: '\${ $pet }' } } }] }
  - branch: { fork: { compete: true, branches: [{ b: { wait: PT1S } }, { c: { wait: { seconds: 2 } } }] } }
  - hear: { listen: { to: { any: [{ with: { type: a }, correlate: { o: { from: .o, expect: 'x' } } }], until: '. | length > 3' } }, foreach: { item: e, do: [{ d: { set: { x: '\${ $e }' } } }] } }
  - attempt: { try: [{ t: { raise: { error: broken } } }], catch: { errors: { with: { status: 500 } }, as: err, retry: often, do: [{ u: { set: '\${ $err }' } }], then: say } }
  - choose: { switch: [{ x: { when: .x, then: say } }, { otherwise: { then: exit } }] }
  - script: { run: { script: { language: js, code: '1', arguments: [a] }, return: all } }
  - say: { emit: { event: { with: { type: a, source: /here, data: { a: '\${ .b }' } } } }, export: { as: '\${ $output }' }, output: { as: .x } }
`;

/** What is wrong with how a text is judged: nothing, for every text there is. */
function misjudged(text: string): readonly string[] {
  const parsed = parseDefinition(text);
  const problems = parsed.ok ? parsed.value.warnings : parsed.detail;
  const wrong = problems
    .filter((problem) => !isPlaced(problem, text.split('\n')))
    .map((problem) => JSON.stringify(problem));
  const severities = new Set(problems.map((problem) => problem.severity));
  return severities.has('error') === parsed.ok ? [...wrong, 'valid with errors, or invalid without'] : wrong;
}

function isPlaced({ code, message, line, column }: Problem, lines: readonly string[]): boolean {
  const text = lines[line - 1];
  return (
    problemCodes.includes(code) && message.length > 10 && text !== undefined && column >= 1 && column <= text.length + 2
  );
}

test('the definition that is mutated is valid itself', () => {
  const parsed = parseDefinition(everything);
  expect(parsed.ok ? [] : parsed.detail).toEqual([]);
});

const odd = fc.constantFrom(
  '',
  ' ',
  '\n',
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '${',
  '"',
  "'",
  '&a ',
  '*a',
  '|',
  '>',
  '#',
  '!x ',
  '\t',
  '\\',
  '\u{1f600}',
  '\ud800',
  '~',
  '.nan',
  '__proto__: 1',
  '$item',
  '%',
);

test('definitions with characters replaced, removed or put in are judged, never thrown at, and problems have a place', () => {
  const edit = fc.record({
    at: fc.nat(everything.length),
    remove: fc.nat(12),
    insert: fc.oneof(odd, fc.string({ maxLength: 5 })),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = everything;
      for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
      expect(misjudged(text)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('definitions with any value replaced by any other are judged', () => {
  const parsed = parseDefinition(everything);
  if (!parsed.ok) throw new Error('not valid');
  const source: unknown = parsed.value.workflow.source;
  const paths: (readonly string[])[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    paths.push(path);
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    }
  };
  walk(source, []);
  const replaced = (value: unknown, path: readonly string[], by: unknown): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) return by;
    if (Array.isArray(value))
      return value.map((item: unknown, index) => (String(index) === key ? replaced(item, rest, by) : item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, by) : item]),
    );
  };
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    odd,
    fc.constantFrom([], {}, null, true, 0, -1, 1.5, '${ . }', '.a', 'PT1S', '${ $x | (', 'end'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...paths), anything, (path, by) => {
      expect(misjudged(JSON.stringify(replaced(source, path, by), null, 2))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('any text at all is judged', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
      expect(misjudged(text)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
