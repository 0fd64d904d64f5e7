import { compile, JqSyntaxError, type Program } from '@barrow/jq';
import { checkData } from '../data/check-data.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import type { Schema } from '../definition/resource.ts';
import type { Task, TaskItem } from '../definition/task.ts';
import type { Workflow } from '../definition/workflow.ts';
import { standardVariables } from '../parse/scope.ts';
import { defaultRunLimits, type RunLimits } from './limits.ts';

/** An expression ready to run. `uses` are the variables that its text mentions: no others need to be bound. */
export type CompiledExpression = { readonly program: Program; readonly uses: readonly string[] };

/** A workflow ready to run: nothing in it changes, many runs share it. */
export type CompiledWorkflow = {
  readonly workflow: Workflow;
  readonly limits: RunLimits;
  /** Handed in only where values that hold secrets may stand in a run's state; otherwise secrets are for calls alone. */
  readonly secrets: Readonly<Record<string, JsonValue>> | null;
  readonly runtime: { readonly name: string; readonly version: string };
  taskAt(pointer: Pointer): TaskItem;
  /** Undefined when the source is no jq. */
  expression(source: string): CompiledExpression | undefined;
  /** What is wrong with a value by a schema, in words; undefined when it fits. */
  check(schema: Schema, value: JsonValue): string | undefined;
};

export type CompileOptions = {
  readonly limits?: Partial<RunLimits>;
  readonly secrets?: Readonly<Record<string, JsonValue>>;
  readonly runtime?: { readonly name: string; readonly version: string };
  /** Documents of the schemas that stand elsewhere, by the schema's pointer; see `externalSchemas`. */
  readonly schemas?: ReadonlyMap<Pointer, JsonValue>;
};

/** Compiles a checked workflow: each expression once, when it is first used. */
export function compileWorkflow(workflow: Workflow, options: CompileOptions = {}): CompiledWorkflow {
  const tasks = new Map<Pointer, TaskItem>();
  const variables = new Set<string>(standardVariables);
  indexWorkflow(workflow, tasks, variables);
  const names = [...variables];
  const mentions = names.map((name) => ({ name, pattern: new RegExp(`\\$${name}(?![A-Za-z0-9_])`) }));
  const expressions = new Map<string, CompiledExpression | undefined>();
  return {
    workflow,
    limits: { ...defaultRunLimits, ...options.limits },
    secrets: options.secrets ?? null,
    runtime: options.runtime ?? { name: 'Barrow', version: '1' },
    taskAt(pointer) {
      const found = tasks.get(pointer);
      if (found === undefined) throw new Error(`the workflow has no task at ${pointer}`);
      return found;
    },
    expression(source) {
      if (expressions.has(source)) return expressions.get(source);
      const uses = mentions.filter(({ pattern }) => pattern.test(source)).map(({ name }) => name);
      const compiled = tryCompile(source, uses);
      expressions.set(source, compiled);
      return compiled;
    },
    check(schema, value) {
      const document = schema.kind === 'inline' ? schema.document : options.schemas?.get(schema.pointer);
      if (document === undefined) return 'its schema stands elsewhere and was not fetched';
      const [first, ...others] = checkData(document, value);
      if (first === undefined) return undefined;
      return `${first.pointer || 'it'} ${first.message}${others.length > 0 ? `, and ${others.length} more` : ''}`;
    },
  };
}

function tryCompile(source: string, uses: readonly string[]): CompiledExpression | undefined {
  try {
    return { program: compile(source, { variables: uses }), uses };
  } catch (error) {
    if (error instanceof JqSyntaxError) return undefined;
    throw error;
  }
}

function indexWorkflow(workflow: Workflow, tasks: Map<Pointer, TaskItem>, variables: Set<string>): void {
  const list = (items: readonly TaskItem[]): void => {
    for (const item of items) {
      tasks.set(item.task.pointer, item);
      inside(item.task);
    }
  };
  const inside = (task: Task): void => {
    switch (task.kind) {
      case 'do':
        return list(task.tasks);
      case 'for':
        variables.add(task.each).add(task.at);
        return list(task.tasks);
      case 'fork':
        return list(task.branches);
      case 'try':
        variables.add(task.catch.as);
        list(task.tasks);
        return list(task.catch.tasks ?? []);
      case 'listen':
      case 'call':
        if (task.foreach === null) return;
        variables.add(task.foreach.item).add(task.foreach.at);
        return list(task.foreach.tasks);
      default:
    }
  };
  list(workflow.tasks);
  for (const [name, task] of Object.entries(workflow.use.functions)) {
    tasks.set(task.pointer, { name, task, pointer: task.pointer });
    inside(task);
  }
  for (const extension of workflow.use.extensions) {
    list(extension.before);
    list(extension.after);
  }
}
