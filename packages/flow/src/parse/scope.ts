/** The variables that a place offers to expressions, without the dollar sign. */
export type Scope = ReadonlySet<string>;

/** What the standard offers somewhere. Used where it is not offered, it is null: a warning, not an error. */
export const standardVariables = [
  'context',
  'input',
  'output',
  'secrets',
  'authorization',
  'task',
  'workflow',
  'runtime',
] as const;

const workflowInput = ['secrets', 'workflow', 'runtime'];
const taskInput = ['context', 'secrets', 'task', 'workflow', 'runtime'];
const taskDefinition = [...taskInput, 'input', 'authorization'];

/** Which standard variables each place has: the table "Runtime expression arguments" of the specification. */
const offered = {
  'workflow input': workflowInput,
  'workflow output': ['context', 'secrets', 'workflow', 'runtime'],
  schedule: workflowInput,
  'task input': taskInput,
  'task definition': taskDefinition,
  'task output': taskDefinition,
  'task export': [...taskDefinition, 'output'],
} as const satisfies Record<string, readonly string[]>;

export type PlaceKind = keyof typeof offered;

/** The scope of a place, with the variables of loops and caught errors around it. */
export function scopeOf(place: PlaceKind, local: Scope): Scope {
  return new Set([...offered[place], ...local]);
}

export const noLocals: Scope = new Set();

/** `local` and more. */
export function withLocals(local: Scope, ...names: readonly string[]): Scope {
  return new Set([...local, ...names]);
}
