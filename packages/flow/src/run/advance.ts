import type { JsonValue } from '../definition/json.ts';
import { giveUp } from './abandon.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import type { Effect, JournalEntry, Moment, RunEvent, RunStatus } from './effect.ts';
import { resolve, resolveDuration } from './evaluate.ts';
import { noteRun } from './journal.ts';
import { standardError, TaskFault, type RunError } from './run-error.ts';
import { newList, resumeList, runList } from './run-list.ts';
import { beginTask, resumeTask } from './run-task.ts';
import { checkValue } from './shape.ts';
import { stateVersion, type RunState } from './state.ts';
import type { ListOutcome, Runner, Step } from './step.ts';
import { taskUnderWay } from './under-way.ts';

/** What one call of the machine came to. Store all of it together, or none. */
export type Advanced = {
  readonly state: RunState;
  readonly status: RunStatus;
  /** When completed. */
  readonly output?: JsonValue;
  /** When faulted. */
  readonly error?: RunError;
  /** A task that it stands at, or failed in. */
  readonly atTask: string | null;
  readonly effects: readonly Effect[];
  readonly journal: readonly JournalEntry[];
};

export type Start = { readonly runId: string; readonly input: JsonValue };

export { stateVersion };

const runner: Runner = { runList, resumeList, beginTask, resumeTask };
/** The key of the whole run's timeout. */
const runTimeoutKey = '!timeout';
const top = { variables: {}, depth: 1, inExtension: false };

/** A run that has not begun. */
export function newRun({ runId, input }: Start, moment: Moment): RunState {
  return { runId, startedAtMs: moment.nowMs, rawInput: input, context: null, root: newList(input), steps: 0 };
}

/** Faults a run from outside: what it waits for is given up. A retry begins again what failed. */
export function faultRun(compiled: CompiledWorkflow, state: RunState, error: RunError, moment: Moment): Advanced {
  return faulted(stepOf(compiled, state, moment), error);
}

/** Begins a run and takes it as far as it goes without an answer from outside. */
export function beginRun(compiled: CompiledWorkflow, start: Start, moment: Moment): Advanced {
  const { input } = start;
  const state = newRun(start, moment);
  const step = stepOf(compiled, state, moment);
  noteRun(step, 'run.started');
  return conclude(step, () => {
    const { workflow } = compiled;
    checkValue(step, workflow.input.schema, input, { pointer: '' }, 'input');
    const { from } = workflow.input;
    const shaped = from === null ? input : resolve(step, from, { data: input }, null);
    state.root = newList(shaped);
    state.context = shaped;
    if (workflow.timeout !== null) {
      const afterMs = resolveDuration(step, workflow.timeout, { data: shaped }, null);
      step.effects.push({ kind: 'timer', key: runTimeoutKey, atMs: moment.nowMs + afterMs });
    }
    return runList(step, workflow.tasks, state.root, '', top);
  });
}

/**
 * Takes a run on by what came for it. Owns `state` from here on: whoever keeps it hands in a copy. What comes late, twice or for nobody
 * changes nothing. Never throws for what a definition or an event does.
 */
export function advanceRun(compiled: CompiledWorkflow, state: RunState, event: RunEvent, moment: Moment): Advanced {
  const step = stepOf(compiled, state, moment);
  if (state.fault !== undefined && event.kind !== 'retry') return ignored(step, state.fault);
  switch (event.kind) {
    case 'cancel':
      endAll(step);
      noteRun(step, 'run.cancelled');
      return told(step, 'cancelled');
    case 'suspend':
      if (state.suspended !== true) {
        state.suspended = true;
        noteRun(step, 'run.suspended');
      }
      return told(step, 'suspended');
    case 'resume':
      if (state.suspended !== true) return told(step, 'waiting');
      return conclude(step, () => resume(step));
    case 'retry':
      if (state.fault === undefined) return told(step, state.suspended === true ? 'suspended' : 'waiting');
      return conclude(step, () => retry(step));
    default:
  }
  if (state.suspended === true) {
    (state.pending ??= []).push(event);
    return told(step, 'suspended');
  }
  return conclude(step, () => handIn(step, event));
}

function stepOf(compiled: CompiledWorkflow, state: RunState, moment: Moment): Step {
  return { compiled, state, moment, effects: [], journal: [], runner, budget: compiled.limits.stepsAtOnce };
}

function handIn(step: Step, event: RunEvent): ListOutcome {
  if (event.kind === 'timer' && event.key === runTimeoutKey)
    return {
      kind: 'failed',
      error: standardError('timeout', 'The run took longer than its timeout allows.', ''),
    };
  const { workflow } = step.compiled;
  const outcome = resumeList(step, workflow.tasks, step.state.root, '', top, event);
  if (outcome !== null) return outcome;
  if ('key' in event) {
    step.journal.push({ kind: 'event.ignored', task: null, key: event.key, no: 0, atMs: step.moment.nowMs });
  }
  return { kind: 'waiting' };
}

/** Hands in what came meanwhile, in its order. */
function resume(step: Step): ListOutcome {
  const { state } = step;
  delete state.suspended;
  noteRun(step, 'run.resumed');
  const pending = state.pending ?? [];
  delete state.pending;
  let outcome: ListOutcome = { kind: 'waiting' };
  for (const event of pending) {
    outcome = handIn(step, event);
    if (outcome.kind !== 'waiting') return outcome;
  }
  return outcome;
}

function retry(step: Step): ListOutcome {
  const { state } = step;
  delete state.fault;
  noteRun(step, 'run.retried');
  if (state.root.node === null) return runList(step, step.compiled.workflow.tasks, state.root, '', top);
  return handIn(step, { kind: 'retry' });
}

/** Works, and turns what it came to into the run's status. */
function conclude(step: Step, work: () => ListOutcome): Advanced {
  let outcome: ListOutcome;
  try {
    outcome = work();
    if (outcome.kind === 'done' || outcome.kind === 'end') return complete(step, outcome.output);
  } catch (error) {
    if (!(error instanceof TaskFault)) throw error;
    outcome = { kind: 'failed', error: error.error };
  }
  if (outcome.kind === 'failed') return faulted(step, outcome.error);
  const hasWork = step.effects.some(({ kind }) => kind === 'continue');
  return told(step, hasWork ? 'running' : 'waiting');
}

function complete(step: Step, rawOutput: JsonValue): Advanced {
  const { workflow } = step.compiled;
  const { as, schema } = workflow.output;
  const output = as === null ? rawOutput : resolve(step, as, { data: rawOutput }, null);
  checkValue(step, schema, output, { pointer: '' }, 'output');
  endAll(step);
  noteRun(step, 'run.completed', { output });
  return { ...told(step, 'completed'), output };
}

function faulted(step: Step, error: RunError): Advanced {
  step.state.fault = error;
  endAll(step);
  noteRun(step, 'run.faulted', { error });
  return { ...told(step, 'faulted'), error, atTask: error.instance ?? null };
}

function ignored(step: Step, error: RunError): Advanced {
  return { ...told(step, 'faulted'), error, atTask: error.instance ?? null };
}

/** Gives up everything that is waited for. */
function endAll(step: Step): void {
  const { root } = step.state;
  if (root.node !== null) giveUp(step, root.node);
  if (step.compiled.workflow.timeout !== null) step.effects.push({ kind: 'abandon', key: runTimeoutKey });
}

function told(step: Step, status: RunStatus): Advanced {
  const isOver = status === 'completed' || status === 'cancelled';
  return {
    state: step.state,
    status,
    atTask: isOver ? null : taskUnderWay(step.state.root),
    effects: step.effects,
    journal: step.journal,
  };
}
