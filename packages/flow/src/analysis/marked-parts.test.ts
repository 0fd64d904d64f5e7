import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { readSource } from '../source/read-source.ts';
import { markedParts, withParts } from './marked-parts.ts';

function valueOf(text: string): JsonObject {
  const read = readSource(text);
  const value: JsonValue = read.ok ? read.value.value : null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no document');
  return value as JsonObject;
}

const text = `
document: { dsl: 1.0.3, namespace: shop, name: greet, version: 1.0.0 }
do:
  - hello:
      set: { said: hello }
      then: last
      metadata: { note: kept, barrow: { part: { name: greeting, title: The greeting, levels: [format, location, moon] } } }
  - group:
      do:
        - inner:
            wait: PT1S
            metadata: { barrow: { part: { name: pause } } }
  - again:
      set: { a: 1 }
      metadata: { barrow: { part: { name: greeting, title: Another } } }
  - last:
      set: { b: 1 }
      metadata: { barrow: { part: { title: nameless } } }
`;

it('marked tasks are found wherever they stand, each name once', () => {
  expect(
    markedParts(valueOf(text)).map(({ name, title, levels, pointer }) => ({ name, title, levels, pointer })),
  ).toEqual([
    { name: 'greeting', title: 'The greeting', levels: ['format', 'location'], pointer: '/do/0/hello' },
    { name: 'pause', title: 'pause', levels: [], pointer: '/do/1/group/do/0/inner' },
  ]);
  expect(markedParts(null)).toEqual([]);
});

it('another task stands in the place of a part; its mark and where it leads stay', () => {
  const tasks = valueOf(`
pause: { wait: PT9S, then: end, metadata: { note: slow } }
greeting: { set: { said: moin }, then: exit }
unknown: { set: {} }
`);
  const named = new Map(Object.entries(tasks).map(([name, task]) => [name, task as JsonObject]));
  const wanted = text
    .replace('version: 1.0.0', 'version: 1.0.0+a')
    .replace('said: hello', 'said: moin')
    .replace('wait: PT1S', 'wait: PT9S')
    .replace(
      'metadata: { barrow: { part: { name: pause } } }',
      'metadata: { note: slow, barrow: { part: { name: pause } } }',
    )
    .replace('set: { a: 1 }', 'set: { said: moin }');
  expect(withParts(valueOf(text), named, '1.0.0+a')).toEqual(valueOf(wanted));
});
