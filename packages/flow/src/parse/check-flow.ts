import { innerItems } from '../analysis/each-task.ts';
import type { FlowDirective, Task, TaskItem } from '../definition/task.ts';
import type { Reading } from './reading.ts';

/** Leaves the list: by `exit`, `end`, an error, or after the last task. */
const outside = -1;

/** Warns of tasks of a list that nothing leads to, and of loops that nothing leads out of. */
export function warnOfFlow(reading: Reading, items: readonly TaskItem[]): void {
  if (items.length === 0) return;
  const next = new Map(items.map(({ task }, index) => [index, successorsOf(task, index, items.length)]));
  const reached = reachedFrom(0, next);
  for (const [index, { name, pointer }] of items.entries()) {
    if (reached.has(index)) continue;
    const message = `Nothing leads to "${name}": it never runs. Lead a "then" to it, or remove it.`;
    reading.warn('unreachable-task', pointer, message, 'key');
  }
  const leaving = reachedFrom(outside, reversed(next));
  const trapped = items.findIndex((_, index) => reached.has(index) && !leaving.has(index));
  if (trapped === -1) return;
  const { name, pointer } = items[trapped]!;
  const message = `Once "${name}" is reached, the flow goes round for ever: no "then" leads out of the loop.`;
  reading.warn('endless-loop', pointer, message, 'key');
}

function successorsOf(task: Task, index: number, length: number): readonly number[] {
  const following = index + 1 < length ? index + 1 : outside;
  const target = (then: FlowDirective): number =>
    then.kind === 'task' ? then.index : then.kind === 'continue' ? following : outside;
  const own = target(task.next);
  const skipped = task.if === null ? [] : [following, own];
  if (task.kind === 'raise') return [outside, ...skipped];
  if (task.kind === 'switch') {
    const complete = task.cases.some((one) => one.when === null);
    return [...task.cases.map((one) => target(one.next)), ...(complete ? [] : [own]), ...skipped];
  }
  const caught = task.kind === 'try' && task.catch.next !== null ? [target(task.catch.next)] : [];
  const ended = task.timeout !== null || mayEnd(task) ? [outside] : [];
  return [own, ...skipped, ...caught, ...ended];
}

/** Whether something inside of the task can end the workflow, by `end` or by raising an error. */
function mayEnd(task: Task): boolean {
  const inner = innerItems(task);
  return inner.some(
    (item) =>
      item.task.kind === 'raise' ||
      item.task.next.kind === 'end' ||
      (item.task.kind === 'switch' && item.task.cases.some((one) => one.next.kind === 'end')) ||
      mayEnd(item.task),
  );
}

/** Which tasks lead where, by their index. */
type Edges = ReadonlyMap<number, readonly number[]>;

function reachedFrom(start: number, edges: Edges): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [start];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (reached.has(here)) continue;
    reached.add(here);
    open.push(...(edges.get(here) ?? []));
  }
  return reached;
}

function reversed(edges: Edges): Edges {
  const before = new Map<number, number[]>();
  for (const [index, targets] of edges) {
    for (const target of targets) {
      const sources = before.get(target);
      if (sources === undefined) before.set(target, [index]);
      else sources.push(index);
    }
  }
  return before;
}
