import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { Task } from '../definition/task.ts';
import type { Extension, Use } from '../definition/workflow.ts';
import { readNamedAuthentication } from './read-authentication.ts';
import { builtInCalls } from './read-call.ts';
import { readDuration } from './read-duration.ts';
import { readErrorDefinition, readRetryPolicy } from './read-error.ts';
import { readExpression } from './read-expression.ts';
import { readEndpoint } from './read-resource.ts';
import { readTask } from './read-task.ts';
import { readChoice, readEntries, readFields, readList, readNamed, readText, type Fields } from './read-values.ts';
import type { Declared, Reading } from './reading.ts';
import { noLocals, scopeOf } from './scope.ts';

const properties = [
  'authentications',
  'catalogs',
  'errors',
  'extensions',
  'functions',
  'retries',
  'secrets',
  'timeouts',
];

export function emptyDeclared(): Declared {
  return {
    authentications: new Map(),
    catalogs: new Map(),
    errors: new Map(),
    functions: new Map(),
    retries: new Map(),
    secrets: new Set(),
    timeouts: new Map(),
  };
}

/** Reads `use` and fills `reading.declared`. What can be referred to comes before what may refer to it. */
export function readUse(reading: Reading, value: JsonValue | undefined, pointer: Pointer): Use {
  const fields = readFields(reading, value ?? {}, pointer, { what: '"use"', properties });
  const { declared } = reading;
  const scope = scopeOf('task definition', noLocals);
  readSecrets(reading, fields);
  const entries = (name: string): ReturnType<typeof readEntries> =>
    readEntries(reading, fields.get(name), fields.at(name), `"${name}"`);

  for (const one of entries('authentications')) {
    const read = readNamedAuthentication(reading, one.name, one.value, one.pointer, scope);
    const unread = {
      pointer: one.pointer,
      name: one.name,
      kind: 'bearer',
      token: { kind: 'literal', value: '' },
    } as const;
    declared.authentications.set(one.name, read ?? unread);
  }
  for (const one of entries('catalogs')) {
    const shape = { what: 'a catalog', properties: ['endpoint'], required: ['endpoint'] };
    const inner = readFields(reading, one.value, one.pointer, shape);
    declared.catalogs.set(one.name, readEndpoint(reading, inner.get('endpoint'), inner.at('endpoint'), scope));
  }
  for (const one of entries('errors')) {
    declared.errors.set(one.name, readErrorDefinition(reading, one.name, one.value, one.pointer, scope));
  }
  for (const one of entries('timeouts')) {
    const shape = { what: 'a timeout', properties: ['after'], required: ['after'] };
    const inner = readFields(reading, one.value, one.pointer, shape);
    const after = readDuration(reading, inner.get('after'), inner.at('after'), scope);
    declared.timeouts.set(one.name, after ?? { kind: 'fixed', durationMs: 0 });
  }
  for (const one of entries('retries')) {
    declared.retries.set(one.name, readRetryPolicy(reading, one.name, one.value, one.pointer, scope));
  }
  const functions = entries('functions');
  for (const one of functions) declared.functions.set(one.name, null);
  for (const one of functions) {
    if (builtInCalls.some((name) => name === one.name)) {
      const message = `"${one.name}" is a call of the language, so no function may be called it.`;
      reading.report('reserved-name', one.pointer, message, 'key');
    }
    const siblings = { names: [], where: 'function' } as const;
    declared.functions.set(one.name, readTask(reading, one.value, one.pointer, siblings, noLocals));
  }
  return {
    authentications: Object.fromEntries(declared.authentications),
    catalogs: Object.fromEntries(declared.catalogs),
    errors: Object.fromEntries(declared.errors),
    extensions: readExtensions(reading, fields),
    functions: Object.fromEntries(
      [...declared.functions].filter((entry): entry is [string, Task] => entry[1] !== null),
    ),
    retries: Object.fromEntries(declared.retries),
    secrets: [...declared.secrets],
    timeouts: Object.fromEntries(declared.timeouts),
  };
}

function readSecrets(reading: Reading, fields: Fields): void {
  for (const { value, pointer } of readList(reading, fields.get('secrets'), fields.at('secrets'), '"secrets"')) {
    const name = readText(reading, value, pointer, 'the name of a secret');
    if (name === '') continue;
    if (reading.declared.secrets.has(name)) {
      reading.report('duplicate-name', pointer, `The secret "${name}" is declared already. Remove it here.`);
    }
    reading.declared.secrets.add(name);
  }
}

const targets = [
  'all',
  'call',
  'composite',
  'emit',
  'for',
  'listen',
  'raise',
  'run',
  'set',
  'switch',
  'try',
  'wait',
] as const;

function readExtensions(reading: Reading, fields: Fields): readonly Extension[] {
  const names = new Set<string>();
  const list = readList(reading, fields.get('extensions'), fields.at('extensions'), '"extensions"');
  return list.flatMap((item): readonly Extension[] => {
    const named = readNamed(reading, item.value, item.pointer, 'an extension');
    if (named === null) return [];
    const { name, pointer } = named;
    if (names.has(name)) {
      reading.report('duplicate-name', pointer, `There is an extension "${name}" already. Rename one.`, 'key');
    }
    names.add(name);
    const inner = readFields(reading, named.value, pointer, {
      what: 'an extension',
      properties: ['extend', 'when', 'before', 'after'],
      required: ['extend'],
    });
    const scope = scopeOf('task definition', noLocals);
    const tasks = (part: 'before' | 'after'): Extension['before'] =>
      inner.has(part) ? reading.tasks(inner.get(part) ?? [], inner.at(part), noLocals) : [];
    return [
      {
        name,
        pointer,
        extend: readChoice(reading, inner.get('extend'), inner.at('extend'), 'a kind of task', targets, 'all'),
        when: readExpression(reading, inner.get('when'), inner.at('when'), '"when"', scope),
        before: tasks('before'),
        after: tasks('after'),
      },
    ];
  });
}
