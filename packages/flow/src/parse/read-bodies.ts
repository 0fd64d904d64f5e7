import type { TemplateEntry, Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { CallTask, Catch, ForkTask, ForTask, ListenTask, SwitchCase, TryTask } from '../definition/task.ts';
import { readCall } from './read-call.ts';
import { readDirective, type Siblings } from './read-directive.ts';
import { readErrorFilter, readRetry } from './read-error.ts';
import { readAttributes, readStrategy } from './read-event.ts';
import { readExpression, readTemplate, readTransformation } from './read-expression.ts';
import { readIterator, readVariable } from './read-iterator.ts';
import {
  fieldsOf,
  isList,
  isObject,
  readBoolean,
  readChoice,
  readFields,
  readList,
  readNamed,
  typeName,
  type Fields,
} from './read-values.ts';
import type { Reading } from './reading.ts';
import { scopeOf, withLocals, type Scope } from './scope.ts';

export function readCallTask(reading: Reading, fields: Fields, local: Scope): Pick<CallTask, 'call' | 'foreach'> {
  const call = readCall(reading, fields, scopeOf('task definition', local));
  if (call.protocol !== 'asyncapi') return { call, foreach: null };
  const within = fields.get('with');
  const subscription = isObject(within) ? within['subscription'] : undefined;
  if (!isObject(subscription)) return { call, foreach: null };
  const inner = fieldsOf(subscription, fieldsOf({}, fields.at('with')).at('subscription'));
  return { call, foreach: readIterator(reading, inner.get('foreach'), inner.at('foreach'), local) };
}

export function readEmit(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): readonly TemplateEntry[] {
  const shape = { what: 'an "emit"', properties: ['event'], required: ['event'] };
  const emit = readFields(reading, value ?? {}, pointer, shape);
  if (!emit.has('event')) return [];
  const event = readFields(reading, emit.get('event') ?? null, emit.at('event'), {
    what: 'an event to emit',
    properties: ['with'],
    required: ['with'],
  });
  if (!event.has('with')) return [];
  const attributes = readFields(reading, event.get('with') ?? null, event.at('with'), {
    what: 'the "with" of an event',
    properties: [],
    required: ['type'],
    open: true,
  });
  return readAttributes(reading, attributes, 'emit', scope);
}

export function readFor(
  reading: Reading,
  fields: Fields,
  local: Scope,
): Pick<ForTask, 'each' | 'at' | 'in' | 'while' | 'tasks'> {
  const shape = { what: 'a "for"', properties: ['each', 'in', 'at'], required: ['in'] };
  const loop = readFields(reading, fields.get('for') ?? { in: [] }, fields.at('for'), shape);
  const each = readVariable(reading, loop, 'each', 'item');
  const at = readVariable(reading, loop, 'at', 'index');
  if (each === at) {
    reading.report('conflict', loop.at('at'), `"each" and "at" both say "${each}". Give the index another name.`);
  }
  const inner = withLocals(local, each, at);
  return {
    each,
    at,
    in: readCollection(reading, loop.get('in'), loop.at('in'), scopeOf('task definition', local)),
    while: readExpression(
      reading,
      fields.get('while'),
      fields.at('while'),
      '"while"',
      scopeOf('task definition', inner),
    ),
    tasks: reading.tasks(fields.get('do') ?? [], fields.at('do'), inner),
  };
}

function readCollection(reading: Reading, value: JsonValue | undefined, pointer: Pointer, scope: Scope): Template {
  const empty: Template = { kind: 'literal', value: [] };
  if (value === undefined) return empty;
  if (isList(value)) return readTemplate(reading, value, pointer, scope);
  if (typeof value !== 'string') {
    const message = `This is ${typeName(value)}; "in" is a list, or an expression that gives one.`;
    reading.report('wrong-type', pointer, message);
    return empty;
  }
  const expression = readExpression(reading, value, pointer, '"in"', scope);
  return expression === null ? empty : { kind: 'expression', expression };
}

export function readFork(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  local: Scope,
): Pick<ForkTask, 'branches' | 'compete'> {
  const shape = { what: 'a "fork"', properties: ['branches', 'compete'], required: ['branches'] };
  const fields = readFields(reading, value ?? { branches: [] }, pointer, shape);
  return {
    branches: fields.has('branches')
      ? reading.tasks(fields.get('branches') ?? [], fields.at('branches'), local, 'branches')
      : [],
    compete: readBoolean(reading, fields.get('compete'), fields.at('compete'), '"compete"', false),
  };
}

export function readListen(
  reading: Reading,
  fields: Fields,
  local: Scope,
): Pick<ListenTask, 'to' | 'read' | 'foreach'> {
  const shape = { what: 'a "listen"', properties: ['to', 'read'], required: ['to'] };
  const listen = readFields(reading, fields.get('listen') ?? { to: { any: [] } }, fields.at('listen'), shape);
  const scope = scopeOf('task definition', local);
  return {
    to: readStrategy(reading, listen.get('to') ?? { any: [] }, listen.at('to'), scope),
    read: readReadAs(reading, listen.get('read'), listen.at('read')),
    foreach: readIterator(reading, fields.get('foreach'), fields.at('foreach'), local),
  };
}

/** Reads how events are read. */
export function readReadAs(reading: Reading, value: JsonValue | undefined, pointer: Pointer): ListenTask['read'] {
  return readChoice(reading, value, pointer, 'a way to read events', ['data', 'envelope', 'raw'], 'data');
}

export function readSet(reading: Reading, value: JsonValue | undefined, pointer: Pointer, scope: Scope): Template {
  if (isObject(value) && Object.keys(value).length === 0) {
    reading.report('empty', pointer, 'This sets nothing. Name at least one property.');
  }
  const read = readTransformation(reading, value, pointer, '"set"', scope);
  return read ?? { kind: 'literal', value: {} };
}

export function readSwitch(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  siblings: Siblings,
  local: Scope,
): readonly SwitchCase[] {
  const items = readList(reading, value, pointer, '"switch"');
  if (isList(value) && items.length === 0) reading.report('empty', pointer, 'This switch has no case. Add one.');
  const names = new Set<string>();
  let defaultCase: string | null = null;
  return items.flatMap((item): readonly SwitchCase[] => {
    const named = readNamed(reading, item.value, item.pointer, 'a case');
    if (named === null) return [];
    if (names.has(named.name)) {
      reading.report('duplicate-name', named.pointer, `There is a case "${named.name}" already. Rename one.`, 'key');
    }
    names.add(named.name);
    const shape = { what: 'a case', properties: ['when', 'then'], required: ['then'] };
    const fields = readFields(reading, named.value, named.pointer, shape);
    if (!fields.has('when') && isObject(named.value)) {
      if (defaultCase !== null) {
        const message = `"${defaultCase}" has no "when" either, and only one case can be the default. Add "when".`;
        reading.report('conflict', named.pointer, message, 'key');
      }
      defaultCase ??= named.name;
    }
    const scope = scopeOf('task definition', local);
    return [
      {
        name: named.name,
        pointer: named.pointer,
        when: readExpression(reading, fields.get('when'), fields.at('when'), '"when"', scope),
        next: readDirective(reading, fields.get('then'), fields.at('then'), siblings) ?? { kind: 'continue' },
      },
    ];
  });
}

export function readTry(
  reading: Reading,
  fields: Fields,
  siblings: Siblings,
  local: Scope,
): Pick<TryTask, 'tasks' | 'catch'> {
  return {
    tasks: reading.tasks(fields.get('try') ?? [], fields.at('try'), local),
    catch: readCatch(reading, fields.get('catch'), fields.at('catch'), siblings, local),
  };
}

function readCatch(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  siblings: Siblings,
  local: Scope,
): Catch {
  const properties = ['errors', 'as', 'when', 'exceptWhen', 'retry', 'do', 'then'];
  const fields = readFields(reading, value ?? {}, pointer, { what: 'a "catch"', properties });
  const as = readVariable(reading, fields, 'as', 'error');
  const inner = withLocals(local, as);
  const scope = scopeOf('task definition', inner);
  return {
    pointer,
    errors: readErrorFilter(reading, fields.get('errors'), fields.at('errors'), scopeOf('task definition', local)),
    as,
    when: readExpression(reading, fields.get('when'), fields.at('when'), '"when"', scope),
    exceptWhen: readExpression(reading, fields.get('exceptWhen'), fields.at('exceptWhen'), '"exceptWhen"', scope),
    retry: readRetry(reading, fields.get('retry'), fields.at('retry'), scope),
    tasks: fields.has('do') ? reading.tasks(fields.get('do') ?? [], fields.at('do'), inner) : null,
    next: readDirective(reading, fields.get('then'), fields.at('then'), siblings),
  };
}
