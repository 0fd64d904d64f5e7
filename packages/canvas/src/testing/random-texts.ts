import fc from 'fast-check';
import { formatDefinition, type JsonObject, type JsonValue } from '@barrow/flow';
import { palette } from '../palette.ts';
import { isObject } from '../task-shape.ts';

type Named = { readonly name: string; readonly task: JsonObject; readonly leads: number };

/** A list of tasks with names of its own, some of which lead to others of the list. */
function listOf(task: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject[]> {
  const named: fc.Arbitrary<Named> = fc.record({
    name: fc.stringMatching(/^[a-z][a-z /~]{0,5}[a-z]$/),
    task,
    leads: fc.nat(9),
  });
  return fc.uniqueArray(named, { minLength: 1, maxLength: 4, selector: ({ name }) => name }).map((items) =>
    items.map(({ name, task: body, leads }, index) => {
      const target = items[leads];
      const onwards = target !== undefined && leads > index ? { then: target.name } : {};
      return { [name]: Object.hasOwn(body, 'switch') ? withCase(body, target?.name) : { ...body, ...onwards } };
    }),
  );
}

function withCase(body: JsonObject, target: string | undefined): JsonObject {
  return target === undefined
    ? body
    : { ...body, switch: [{ there: { when: '.a == 1', then: target } }, { away: { then: 'end' } }] };
}

const leaf: fc.Arbitrary<JsonObject> = fc.constantFrom(...palette.map(({ task }) => task));

const { task } = fc.letrec<{ task: JsonObject }>((tie) => ({
  task: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    listOf(tie('task')).map((tasks): JsonObject => ({ do: tasks })),
    listOf(tie('task')).map((tasks): JsonObject => ({ for: { each: 'one', in: '.list' }, do: tasks })),
    listOf(tie('task')).map((tasks): JsonObject => ({ fork: { branches: tasks.map(alone) } })),
    fc
      .tuple(listOf(tie('task')), listOf(tie('task')))
      .map(([tried, caught]): JsonObject => ({ try: tried, catch: { as: 'why', do: caught } })),
  ),
}));

/** Branches lead nowhere: they run side by side. */
function alone(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([name, body]): [string, JsonValue] => {
      if (!isObject(body) || Object.hasOwn(body, 'switch')) return [name, { set: { a: 1 } }];
      const { then: _then, ...rest } = body;
      return [name, rest];
    }),
  );
}

/** Valid definitions of nested tasks of every kind, as YAML and as JSON. */
export const randomTexts: fc.Arbitrary<string> = fc.tuple(listOf(task), fc.boolean()).map(([tasks, isJson]) => {
  const document: JsonObject = {
    document: { dsl: '1.0.3', namespace: 'test', name: 'random', version: '1.0.0' },
    do: tasks,
  };
  return isJson ? JSON.stringify(document, null, 2) : formatDefinition(document);
});
