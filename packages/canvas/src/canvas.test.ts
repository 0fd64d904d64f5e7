import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachTask, parseDefinition, readSource, type JsonValue } from '@barrow/flow';
import { describe, expect, it, test } from 'vitest';
import { compareDefinitions } from './compare.ts';
import { conditionOf, conditionSentence, jqOf } from './condition.ts';
import { jqPath, pathsOf, valueAt } from './data-picker.ts';
import {
  catchErrors,
  duplicateTask,
  insertTask,
  moveTask,
  removeTask,
  renameTask,
  setValue,
  type Edited,
} from './edit.ts';
import { newWorkflow, palette } from './palette.ts';
import { pictureOf } from './picture.ts';

function valueOf(text: string): JsonValue {
  const source = readSource(text);
  if (!source.ok) throw new Error(JSON.stringify(source.detail));
  return source.value.value;
}
function textOf(edited: Edited): string {
  if (!edited.ok) throw new Error(edited.detail);
  return edited.value.text;
}
const reason = (edited: Edited): string => (edited.ok ? 'made' : edited.detail);

/** Every folder of workflows that there is: those of the house always, those of the specification where they are. */
const house = join(import.meta.dirname, '../../../playbooks');
const shared = join(
  process.env['BARROW_SHARED'] ?? join(import.meta.dirname, '../../../../shared'),
  'open-workflow-spec/examples',
);
if (!existsSync(shared)) process.stderr.write(`Skipped: the examples of the specification are not in ${shared}.\n`);
const files = [
  ...readdirSync(house, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('playbook.yaml'))
    .map((name) => join(house, name)),
  ...(existsSync(shared)
    ? readdirSync(shared)
        .filter((name) => /\.(yaml|json)$/.test(name))
        .map((name) => join(shared, name))
    : []),
].map((path) => [path.split('/').at(-1) ?? '', readFileSync(path, 'utf8')] as const);

describe.each(files)('%s', (_name, text) => {
  it('is drawn task by task', () => {
    const parsed = parseDefinition(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.detail));
    const tasks = eachTask(parsed.value.workflow).filter(({ pointer }) => pointer.startsWith('/do'));
    const drawn = pictureOf(valueOf(text)).nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end');
    expect(drawn.map(({ id, kind }) => `${kind} ${id}`).toSorted()).toEqual(
      tasks.map(({ kind, pointer }) => `${kind} ${pointer}`).toSorted(),
    );
  });

  it('means the same after an edit that is taken back', () => {
    const before = valueOf(text);
    const titled = textOf(setValue(text, '/document/title', 'Another'));
    expect(valueOf(titled)).toMatchObject({ document: { title: 'Another' } });
    const back = textOf(setValue(titled, '/document/title', titleOf(before)));
    expect(valueOf(back)).toEqual(before);
    const inserted = textOf(insertTask(text, '/do', 0, 'fresh', { set: { a: 1 } }));
    expect(valueOf(textOf(removeTask(inserted, '/do/0/fresh')))).toEqual(before);
    expect(compareDefinitions(before, valueOf(back))).toEqual([]);
  });
});

function titleOf(document: JsonValue): JsonValue | undefined {
  return valueAt(document, ['document', 'title']);
}

const written = `# Why we do this
document: { dsl: 1.0.3, namespace: shop, name: one, version: 1.0.0 }
do:
  # the first
  - first: { set: { a: 1 }, then: third }
  - second:
      switch:
        - yes: { when: .a == 1, then: third } # at once
        - no: { then: end }
  - third:
      wait: PT1S   # not long
  - fourth: { set: { b: 2 } }
`;

describe('an edit', () => {
  it('leaves comments and what it does not concern as they are', () => {
    const after = textOf(setValue(written, '/do/2/third/wait', 'PT5S'));
    expect(after).toBe(written.replace('PT1S', 'PT5S'));
  });

  it('writes any value in the place of another, whatever stands around it', () => {
    const around = `a: { b: 'x', c: 1, d: plain text, e: "q" } # note\nf: &anchored one\ng: *anchored\nh: |\n  lines\n`;
    for (const place of ['/a/b', '/a/c', '/a/d', '/a/e', '/f', '/h'])
      for (const value of ['plain', 'it: "is", }# so', 'true', '12', '', ' x', 'two\nlines', 7, -1.5, false, null]) {
        const changed = setValue(around, place, value);
        if (!changed.ok) throw new Error(`${place} ${changed.detail}`);
        const segments = place.slice(1).split('/');
        expect(valueAt(valueOf(changed.value.text), segments)).toEqual(value);
        expect(changed.value.text).toContain('# note');
      }
  });

  it('lets what led to a task that is gone lead to where it went on', () => {
    const after = valueOf(textOf(removeTask(written, '/do/2/third')));
    expect(valueAt(after, ['do', 0, 'first', 'then'])).toBe('fourth');
    expect(valueAt(after, ['do', 1, 'second', 'switch', 0, 'yes', 'then'])).toBe('fourth');
  });

  it('lets what leads to a task follow its new name, and takes no name twice', () => {
    const after = valueOf(textOf(renameTask(written, '/do/2/third', 'pause')));
    expect(valueAt(after, ['do', 1, 'second', 'switch', 0, 'yes', 'then'])).toBe('pause');
    expect(reason(renameTask(written, '/do/2/third', 'first'))).toContain('already');
    expect(reason(renameTask(written, '/do/2/third', 'end'))).toContain('cannot name a task');
  });

  it('moves, copies and refuses what cannot be', () => {
    const moved = moveTask(written, '/do/3/fourth', '/do', 0);
    expect(moved.ok && moved.value.pointer).toBe('/do/0/fourth');
    const copied = duplicateTask(written, '/do/3/fourth');
    expect(copied.ok && copied.value.pointer).toBe('/do/4/fourth2');
    expect(reason(removeTask(newWorkflow({ namespace: 'a', name: 'b', title: 'c' }), '/do/0/begin'))).toContain(
      'only task',
    );
    expect(reason(removeTask(written, '/do/9/nothing'))).toContain('no such place');
    expect(reason(setValue('a: [', '/a', 1))).toContain('no YAML');
  });

  it('leads nowhere by name once it is a branch of a fork', () => {
    const text = `do:\n  - both: { fork: { branches: [{ third: { set: { a: 1 } } }] } }\n  - first: { set: { b: 1 }, then: third }\n  - third: { set: { c: 1 } }\n`;
    const after = valueOf(textOf(moveTask(text, '/do/1/first', '/do/0/both/fork/branches', 1)));
    expect(valueAt(after, ['do', 0, 'both', 'fork', 'branches', 1, 'first', 'then'])).toBe('continue');
  });

  it('catches what fails, and leads there whoever led to the task', () => {
    const after = valueOf(textOf(catchErrors(written, '/do/2/third')));
    expect(valueAt(after, ['do', 2])).toEqual({
      thirdOrNot: { try: [{ third: { wait: 'PT1S' } }], catch: { as: 'error' } },
    });
    expect(valueAt(after, ['do', 0, 'first', 'then'])).toBe('thirdOrNot');
  });

  it('touches no line that it does not concern, in whatever style they are', () => {
    const odd = `document: {dsl: 1.0.3,   namespace: shop, name: one, version: 1.0.0}   # all in one\r\ndo:\r\n    - first: { set: {a: 0x1F,  b: 1.0, c: 12345678901234567890} }\r\n\r\n\r\n    - second:    # late\r\n        wait: {seconds:   5}\r\n    - third: {set: {d: 'x'}}\r\n`;
    const changed = (after: string) => odd.split('\n').filter((line) => !after.split('\n').includes(line)).length;
    const waits = textOf(setValue(odd, '/do/1/second/wait/seconds', 7));
    expect([changed(waits), waits.split('\n').length, /[^\r]\n/.test(waits)]).toEqual([
      1,
      odd.split('\n').length,
      false,
    ]);
    const inserted = textOf(insertTask(odd, '/do', 2, 'fresh', { set: { z: 1 } }));
    expect([changed(inserted), inserted.split('\n').length - odd.split('\n').length]).toEqual([0, 3]);
    expect(changed(textOf(removeTask(odd, '/do/1/second')))).toBeLessThanOrEqual(4);
    const spaced = `a: 1\n\n\nb: 2\n\n\nc: 3\n\n`;
    expect(textOf(setValue(spaced, '/b', 4))).toBe(spaced.replace('2', '4'));
    expect(textOf(setValue(spaced, '/a', 4))).toBe(spaced.replace('1', '4'));
    expect(textOf(setValue(spaced, '/c', 4))).toBe(spaced.replace('3', '4'));
    const json = `{ "document": {"dsl": "1.0.3"},\n  "do": [ {"a": {"set": {"x": 12345678901234567890, "y": 1}}} ] }`;
    expect(textOf(setValue(json, '/do/0/a/set/y', 2))).toContain('12345678901234567890');
  });

  it('is refused in words where there is no such place, and takes away what is not there', () => {
    expect(textOf(setValue(written, '/do/2/third/with/a', undefined))).toBe(written);
    expect(reason(setValue(written, '/do/2/third/wait/seconds', 1))).toContain('is a single value');
    expect(reason(setValue(written, '/do/9', { late: { wait: 'PT1S' } }))).toContain('has 4 entries');
    expect(reason(setValue(written, '', 1))).toContain('as text');
    expect(valueOf(textOf(setValue('do:\n  - a:\n      with:\n', '/do/0/a/with/b', 1)))).toEqual({
      do: [{ a: { with: { b: 1 } } }],
    });
    const anchored = `do:\n  - first: &one { set: { a: 1 } }\n  - second: *one\n  - third: { set: { a: 2 } }\n`;
    expect(reason(removeTask(anchored, '/do/0/first'))).toContain('*one');
    expect(reason(moveTask(anchored, '/do/0/first', '/do', 3))).toContain('*one');
    expect(reason(setValue(anchored, '/do/1/second/set/a', 3))).toContain('several places');
    expect(reason(setValue(`do: ${'['.repeat(20_000)}`, '/do/0', 1))).not.toBe('made');
  });

  it('keeps JSON as JSON when a number becomes a text', () => {
    const after = textOf(setValue('{ "a": 1, "b": true }', '/a', 'word'));
    expect(after).toBe('{ "a": "word", "b": true }');
  });

  it('keeps JSON as JSON', () => {
    const json = JSON.stringify(valueOf(written), null, 2);
    const after = textOf(setValue(json, '/do/2/third/wait', 'PT9S'));
    expect(JSON.parse(after)).toMatchObject({ do: [{}, {}, { third: { wait: 'PT9S' } }, {}] });
    expect(after).toBe(json.replace('PT1S', 'PT9S'));
  });

  it('puts whatever the palette has into a new workflow, and that runs', () => {
    const fresh = newWorkflow({ namespace: 'shop', name: 'fresh', title: 'A "fresh" one' });
    for (const entry of palette) {
      const parsed = parseDefinition(textOf(insertTask(fresh, '/do', 1, entry.name, entry.task)));
      expect(parsed.ok ? [] : { entry: entry.key, problems: parsed.detail }).toEqual([]);
    }
  });
});

describe('a picture', () => {
  const picture = pictureOf(valueOf(written));
  it('has an arrow for each way on, and says where one leaves', () => {
    expect(picture.edges.map(({ from, to, kind, label }) => `${from} > ${to} ${kind} ${label}`.trim())).toEqual([
      'start > /do/0/first next',
      '/do/0/first > /do/2/third jump',
      '/do/1/second > /do/2/third case yes',
      '/do/2/third > /do/3/fourth next',
      '/do/3/fourth > end next',
    ]);
    expect(
      picture.nodes.flatMap(({ name, leaves }) => leaves.map(({ when, how }) => `${name} ${when} ${how}`)),
    ).toEqual(['second no end']);
    expect(picture.nodes[0]?.words).toBe('started by hand, or by another workflow');
  });

  it('draws what is broken too, and keeps as code what it does not know', () => {
    const broken = pictureOf({ do: [{ a: { dance: true } }, 'nonsense', { b: null }, { c: { wait: 3 }, d: 1 }] });
    expect(broken.nodes.map(({ kind }) => kind)).toEqual(['start', 'code', 'code', 'code', 'code', 'end']);
    expect(pictureOf(null).nodes).toHaveLength(2);
  });
});

test('a difference is told in words', () => {
  const before = valueOf(written);
  const after = valueOf(
    written
      .replace('PT1S', 'PT9S')
      .replace(
        '  - fourth: { set: { b: 2 } }\n',
        '  - last: { set: { b: 2 } }\n  - say: { emit: { event: { with: { type: a.b } } } }\n',
      )
      .replace('version: 1.0.0', 'version: 1.1.0'),
  );
  expect(compareDefinitions(before, after).map(({ sentence }) => sentence)).toEqual([
    'changes "third": how long it waits from "PT1S" to "PT9S"',
    'renames "fourth" to "last"',
    'adds "say": Tell a.b',
  ]);
  expect(compareDefinitions(after, before).map(({ kind }) => kind)).toEqual(['changed', 'renamed', 'removed']);
});

test('an order that changed is told, and what went into another task or out of it', () => {
  const told = (after: string) => compareDefinitions(valueOf(written), valueOf(after)).map(({ sentence }) => sentence);
  expect(told(textOf(moveTask(written, '/do/3/fourth', '/do', 0)))).toEqual(['moves "fourth" to the beginning']);
  expect(told(textOf(moveTask(written, '/do/0/first', '/do', 3)))).toEqual(['moves "first" behind "third"']);
  const holding = `${written}  - group: { do: [{ inner: { set: { c: 3 } } }] }\n`;
  const within = compareDefinitions(
    valueOf(holding),
    valueOf(textOf(moveTask(holding, '/do/3/fourth', '/do/4/group/do', 1))),
  );
  expect(within.map(({ sentence }) => sentence)).toEqual(['moves "fourth" into "group"']);
  expect(told(`${written}metadata: { owner: Ann }\n`)).toEqual(['changes its metadata']);
});

describe('conditions', () => {
  it('that are simple are sentences, and others stay as they are', () => {
    const condition = conditionOf('${ .data.totalMinor > 100 and .data["kind of"] == "return" }');
    expect(condition === undefined ? '' : conditionSentence(condition)).toBe(
      'data total minor is more than 100 and data kind of is "return"',
    );
    expect(condition === undefined ? '' : jqOf(condition)).toBe(
      '${ .data.totalMinor > 100 and .data["kind of"] == "return" }',
    );
    const early = conditionOf('$workflow.input.data.lines[0].qty >= 2');
    expect(early === undefined ? '' : conditionSentence(early)).toBe('data lines number 0 qty is at least 2');
    for (const text of [
      String.raw`.a == "\(.x)"`,
      '.a == 007',
      '.a == 12345678901234567890',
      '.a | length > 2',
      '.a > .b',
      '.a == 1 and .b == 2 or .c == 3',
      'not',
      '.a == 1)',
    ])
      expect(conditionOf(text)).toBeUndefined();
  });

  it('are written from clicks', () => {
    const sample = { data: { lines: [{ 'unit price': 5 }] } };
    const picked = pathsOf(sample).map(({ jq }) => jq);
    expect(picked).toEqual(['.data', '.data.lines', '.data.lines[0]', '.data.lines[0]["unit price"]']);
    expect(jqPath([])).toBe('.');
    expect(jqPath([0, 'a b'])).toBe('.[0]["a b"]');
    expect(jqPath(['a b'])).toBe('.["a b"]');
    expect(jqPath(['data', 'a b'], '$workflow.input')).toBe('$workflow.input.data["a b"]');
  });
});
