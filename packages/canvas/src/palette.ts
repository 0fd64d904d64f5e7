import type { JsonObject } from '@barrow/flow';
import type { CanvasKind } from './task-shape.ts';

/** What can be put into a workflow besides actions: a valid task to begin with. */
export type PaletteEntry = {
  readonly key: string;
  readonly kind: CanvasKind;
  readonly name: string;
  readonly task: JsonObject;
};

export const palette: readonly PaletteEntry[] = [
  {
    key: 'choose',
    kind: 'switch',
    name: 'choose',
    task: { switch: [{ yes: { when: '${ true }', then: 'continue' } }, { otherwise: { then: 'continue' } }] },
  },
  {
    key: 'for-each',
    kind: 'for',
    name: 'eachOne',
    task: { for: { each: 'item', in: '${ [] }' }, do: [{ step: { set: { item: '${ $item }' } } }] },
  },
  { key: 'wait', kind: 'wait', name: 'pause', task: { wait: { hours: 1 } } },
  {
    key: 'ask',
    kind: 'call',
    name: 'ask',
    task: { call: 'tasks.task.ask:1.0.0@default', with: { title: 'Is this right?', assignee: { role: 'operations' } } },
  },
  {
    key: 'side-by-side',
    kind: 'fork',
    name: 'together',
    task: { fork: { branches: [{ one: { set: { one: true } } }, { two: { set: { two: true } } }] } },
  },
  {
    key: 'try',
    kind: 'try',
    name: 'attempt',
    task: { try: [{ risky: { set: { done: true } } }], catch: { do: [{ instead: { set: { done: false } } }] } },
  },
  { key: 'note', kind: 'set', name: 'note', task: { set: { noted: true } } },
  {
    key: 'call',
    kind: 'try',
    name: 'askOutside',
    task: {
      try: [{ request: { call: 'http', with: { method: 'get', endpoint: 'https://example.com/' } } }],
      catch: { retry: { delay: { seconds: 10 }, limit: { attempt: { count: 3 } } } },
    },
  },
  {
    key: 'hear',
    kind: 'listen',
    name: 'hear',
    task: { listen: { to: { one: { with: { type: 'sales.sale.captured' } } } } },
  },
  {
    key: 'tell',
    kind: 'emit',
    name: 'tell',
    task: { emit: { event: { with: { source: 'https://example.com/workflows', type: 'com.example.happened' } } } },
  },
  {
    key: 'stop',
    kind: 'raise',
    name: 'stop',
    task: { raise: { error: { type: 'https://example.com/errors/stopped', status: 500, title: 'It cannot go on' } } },
  },
];

/** The smallest workflow to begin with. */
export function newWorkflow({
  namespace,
  name,
  title,
}: {
  readonly namespace: string;
  readonly name: string;
  readonly title: string;
}): string {
  return `document:
  dsl: 1.0.3
  namespace: ${JSON.stringify(namespace)}
  name: ${JSON.stringify(name)}
  version: 1.0.0
  title: ${JSON.stringify(title)}
do:
  - begin:
      set: \${ . }
`;
}

/** A case of a choice to begin with, under a name that is free. */
export function newCase(taken: readonly string[]): JsonObject {
  let number = taken.length;
  while (taken.includes(`case${number}`)) number += 1;
  return { [`case${number}`]: { when: '${ .data == true }', then: 'continue' } };
}
