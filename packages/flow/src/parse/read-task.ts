import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { Task, TaskBase, TaskKind } from '../definition/task.ts';
import { didYouMean, listed } from '../source/suggest.ts';
import { readCallTask, readEmit, readFor, readFork, readListen, readSet, readSwitch, readTry } from './read-bodies.ts';
import { readInput, readOutput } from './read-data-flow.ts';
import { readDirective, type Siblings } from './read-directive.ts';
import { readDuration } from './read-duration.ts';
import { readError } from './read-error.ts';
import { readExpression } from './read-expression.ts';
import { readRun } from './read-run.ts';
import { readTimeout } from './read-timeout.ts';
import { fieldsOf, isObject, readAnyObject, readFields, typeName, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import { scopeOf, type Scope } from './scope.ts';

const common = ['if', 'input', 'output', 'export', 'timeout', 'then', 'metadata'];

/** The properties of each kind of task; the first is the one that makes it that kind. */
const ofKind: Readonly<Record<TaskKind, readonly string[]>> = {
  call: ['call', 'with'],
  do: ['do'],
  emit: ['emit'],
  for: ['for', 'while', 'do'],
  fork: ['fork'],
  listen: ['listen', 'foreach'],
  raise: ['raise'],
  run: ['run'],
  set: ['set'],
  switch: ['switch'],
  try: ['try', 'catch'],
  wait: ['wait'],
};
const kinds = Object.keys(ofKind).filter((name): name is TaskKind => Object.hasOwn(ofKind, name));

/** Reads a task; null when it cannot be told what kind it is. */
export function readTask(
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  siblings: Siblings,
  local: Scope,
): Task | null {
  if (!isObject(value)) {
    const hint = `a task is a map with ${listed(kinds)}`;
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; ${hint}. Is it indented far enough?`, 'key');
    return null;
  }
  const kind = kindOf(reading, value, pointer);
  if (kind === null) return null;
  const fields = readFields(reading, value, pointer, {
    what: `a "${kind}" task`,
    properties: [...ofKind[kind], ...common],
    required: kind === 'for' ? ['for', 'do'] : kind === 'try' ? ['try', 'catch'] : [kind],
  });
  return readKind(reading, kind, fields, readBase(reading, fields, siblings, local), siblings, local);
}

function kindOf(reading: Reading, value: { readonly [name: string]: JsonValue }, pointer: Pointer): TaskKind | null {
  const present = kinds.filter((kind) => Object.hasOwn(value, kind) && !(kind === 'do' && Object.hasOwn(value, 'for')));
  const [kind, other] = present;
  if (kind === undefined) {
    const odd = Object.keys(value).find((name) => !common.includes(name));
    const meant = odd === undefined ? '' : didYouMean(odd, kinds);
    const hint = meant === '' ? ` It needs one of ${listed(kinds)}.` : meant;
    const at = odd === undefined ? pointer : fieldsOf(value, pointer).at(odd);
    reading.report('task-kind', at, `This task does nothing that is known.${hint}`, 'key');
    return null;
  }
  if (other !== undefined) {
    const message = `A task does one thing; this one has ${listed(present, 'and')}. Make each a task of its own.`;
    reading.report('task-kind', fieldsOf(value, pointer).at(other), message, 'key');
    return null;
  }
  return kind;
}

function readBase(reading: Reading, fields: Fields, siblings: Siblings, local: Scope): TaskBase {
  const { pointer } = fields;
  const input = scopeOf('task input', local);
  const output = scopeOf('task output', local);
  const exported = scopeOf('task export', local);
  return {
    pointer,
    source: fields.all,
    if: readExpression(reading, fields.get('if'), fields.at('if'), '"if"', input),
    input: readInput(reading, fields.get('input'), fields.at('input'), input),
    output: readOutput(reading, fields.get('output'), fields.at('output'), 'an output', output),
    export: readOutput(reading, fields.get('export'), fields.at('export'), 'an export', exported),
    timeout: readTimeout(reading, fields.get('timeout'), fields.at('timeout'), scopeOf('task definition', local)),
    next: readDirective(reading, fields.get('then'), fields.at('then'), siblings) ?? { kind: 'continue' },
    metadata: readAnyObject(reading, fields.get('metadata'), fields.at('metadata'), '"metadata"'),
  };
}

function readKind(
  reading: Reading,
  kind: TaskKind,
  fields: Fields,
  base: TaskBase,
  siblings: Siblings,
  local: Scope,
): Task {
  const scope = scopeOf('task definition', local);
  switch (kind) {
    case 'call':
      return { ...base, kind, ...readCallTask(reading, fields, local) };
    case 'do':
      return { ...base, kind, tasks: reading.tasks(fields.get('do') ?? [], fields.at('do'), local) };
    case 'emit':
      return { ...base, kind, attributes: readEmit(reading, fields.get('emit'), fields.at('emit'), scope) };
    case 'for':
      return { ...base, kind, ...readFor(reading, fields, local) };
    case 'fork':
      return { ...base, kind, ...readFork(reading, fields.get('fork'), fields.at('fork'), local) };
    case 'listen':
      return { ...base, kind, ...readListen(reading, fields, local) };
    case 'raise': {
      const shape = { what: 'a "raise"', properties: ['error'], required: ['error'] };
      const inner = readFields(reading, fields.get('raise') ?? { error: {} }, fields.at('raise'), shape);
      const error = inner.get('error');
      const given = error ?? { type: 'about:blank', status: 500 };
      return { ...base, kind, error: readError(reading, given, inner.at('error'), scope) };
    }
    case 'run':
      return { ...base, kind, ...readRun(reading, fields.get('run') ?? {}, fields.at('run'), scope) };
    case 'set':
      return { ...base, kind, value: readSet(reading, fields.get('set'), fields.at('set'), scope) };
    case 'switch':
      return { ...base, kind, cases: readSwitch(reading, fields.get('switch'), fields.at('switch'), siblings, local) };
    case 'try':
      return { ...base, kind, ...readTry(reading, fields, siblings, local) };
    case 'wait': {
      const duration = readDuration(reading, fields.get('wait'), fields.at('wait'), scope);
      return { ...base, kind, duration: duration ?? { kind: 'fixed', durationMs: 0 } };
    }
  }
}
