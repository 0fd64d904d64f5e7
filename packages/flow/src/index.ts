export * from './data/check-data.ts';
export * from './data/expand-uri.ts';
export * from './definition/authentication.ts';
export * from './definition/call.ts';
export * from './definition/data-flow.ts';
export * from './definition/error.ts';
export * from './definition/event.ts';
export * from './definition/expression.ts';
export * from './definition/json.ts';
export * from './definition/pointer.ts';
export * from './definition/resource.ts';
export * from './definition/run-process.ts';
export * from './definition/standard-error.ts';
export * from './definition/task.ts';
export * from './definition/workflow.ts';
export * from './parse/iso-duration.ts';
export * from './parse/parse-definition.ts';
export * from './schedule/next-fire.ts';
export * from './schedule/parse-cron.ts';
export { sourceLimits } from './source/limits.ts';
export type { Position, Problem, ProblemCode } from './source/problem.ts';
export { advanceRun, beginRun, stateVersion, type Advanced, type Start } from './run/advance.ts';
export { compileWorkflow, type CompiledWorkflow, type CompileOptions } from './run/compile-workflow.ts';
export { isoTime } from './run/describe.ts';
export type {
  Effect,
  JournalEntry,
  LateExpression,
  Moment,
  RoughFilter,
  RunEvent,
  RunStatus,
} from './run/effect.ts';
export { passesRoughly, roughFilter } from './run/event-filter.ts';
export { defaultRunLimits, type RunLimits } from './run/limits.ts';
export { standardError, type RunError } from './run/run-error.ts';
export type { RunState } from './run/state.ts';
