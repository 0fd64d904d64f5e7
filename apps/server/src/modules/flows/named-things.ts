import type { Task, TaskItem, Workflow } from '@barrow/flow';

type Named = { readonly name: string; readonly pointer: string };

/** The functions of this server that a workflow calls by name, and the types of events that it is written to emit, with the place of each. */
export function namedThings(workflow: Workflow): {
  readonly functions: readonly Named[];
  readonly emits: readonly Named[];
} {
  const found: Named[] = [];
  const emits: Named[] = [];
  const list = (items: readonly TaskItem[]): void => items.forEach(({ task }) => visit(task));
  const visit = (task: Task): void => {
    switch (task.kind) {
      case 'call': {
        const { call } = task;
        if (call.protocol === 'function' && call.function.kind === 'catalog' && call.function.catalog === 'default')
          found.push({ name: `${call.function.name}:${call.function.version}`, pointer: task.pointer });
        return list(task.foreach?.tasks ?? []);
      }
      case 'emit': {
        const type = task.attributes.find(({ name }) => name === 'type')?.value;
        if (type?.kind === 'literal' && typeof type.value === 'string')
          emits.push({ name: type.value, pointer: task.pointer });
        return;
      }
      case 'do':
      case 'for':
        return list(task.tasks);
      case 'fork':
        return list(task.branches);
      case 'try':
        list(task.tasks);
        return list(task.catch.tasks ?? []);
      case 'listen':
        return list(task.foreach?.tasks ?? []);
      default:
    }
  };
  list(workflow.tasks);
  for (const task of Object.values(workflow.use.functions)) visit(task);
  for (const extension of workflow.use.extensions) {
    list(extension.before);
    list(extension.after);
  }
  return { functions: found, emits };
}
