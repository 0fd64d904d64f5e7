import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { TaskItem } from '../definition/task.ts';
import { warnOfFlow } from './check-flow.ts';
import { reservedNames } from './read-directive.ts';
import { readTask } from './read-task.ts';
import { isList, isObject, readNamed, typeName } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

/** Reads a list of tasks, or the branches of a fork. */
export function readTaskList(
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  local: Scope,
  where: 'list' | 'branches' = 'list',
): readonly TaskItem[] {
  if (!isList(value)) {
    const hint = isObject(value) ? ' Put a dash before each name: "- name: ...".' : '';
    reading.report('wrong-type', pointer, `This is ${typeName(value)}; tasks are a list.${hint}`);
    return [];
  }
  const named = value.flatMap((item, index) => {
    const entry = readNamed(reading, item, `${pointer}/${index}`, 'a task');
    return entry === null ? [] : [entry];
  });
  const names = named.map(({ name }) => name);
  for (const [index, { name, pointer: at }] of named.entries()) {
    if (names.indexOf(name) !== index) {
      reading.report('duplicate-name', at, `There is a task "${name}" in this list already. Rename one.`, 'key');
    }
    if (name.trim() === '') reading.report('invalid-name', at, 'A task needs a name.', 'key');
    if (reservedNames.some((reserved) => reserved === name)) {
      reading.report('reserved-name', at, `"${name}" is what a "then" can say, so no task may be called it.`, 'key');
    }
  }
  const items = named.flatMap(({ name, value: task, pointer: at }): readonly TaskItem[] => {
    const read = readTask(reading, task, at, { names, where }, local);
    return read === null ? [] : [{ name, task: read, pointer: at }];
  });
  if (where === 'list' && items.length === value.length) warnOfFlow(reading, items);
  return items;
}
