import type { Task, TaskItem } from '../definition/task.ts';
import type { Workflow } from '../definition/workflow.ts';

/** Every task of a workflow, outer ones first: those of `do`, of reusable functions and of extensions, with all that stand inside of them. */
export function eachTask(workflow: Workflow): readonly Task[] {
  const found: Task[] = [];
  const open: Task[] = [
    ...Object.values(workflow.use.functions),
    ...tasksOf(workflow.use.extensions.flatMap(({ before, after }) => [...before, ...after])),
    ...tasksOf(workflow.tasks),
  ].toReversed();
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    found.push(task);
    open.push(...tasksOf(innerItems(task)).toReversed());
  }
  return found;
}

function tasksOf(items: readonly TaskItem[]): readonly Task[] {
  return items.map(({ task }) => task);
}

/** The tasks that stand directly inside of a task. */
export function innerItems(task: Task): readonly TaskItem[] {
  switch (task.kind) {
    case 'do':
    case 'for':
      return task.tasks;
    case 'fork':
      return task.branches;
    case 'try':
      return [...task.tasks, ...(task.catch.tasks ?? [])];
    case 'listen':
    case 'call':
      return task.foreach?.tasks ?? [];
    case 'emit':
    case 'raise':
    case 'run':
    case 'set':
    case 'switch':
    case 'wait':
      return [];
  }
}
