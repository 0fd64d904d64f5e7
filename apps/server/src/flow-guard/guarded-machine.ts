import {
  advanceRun,
  beginRun,
  faultRun,
  newRun,
  standardError,
  type Advanced,
  type CompiledWorkflow,
  type Moment,
  type RunEvent,
  type RunState,
  type Start,
} from '@barrow/flow';
import { withinTime } from '../platform/within-time.ts';
import { mayRunLong } from './may-run-long.ts';

/** Far beyond what a step needs, as a busy machine must fault no run. */
const longestStepMs = 2_000;

/** `beginRun`, stopped where it takes too long: the run then faults. */
export function beginGuarded(compiled: CompiledWorkflow, start: Start, moment: Moment): Advanced {
  if (!mayRunLong(compiled)) return beginRun(compiled, start, moment);
  return guarded(
    compiled,
    () => newRun(start, moment),
    moment,
    () => beginRun(compiled, start, moment),
  );
}

/** `advanceRun`, stopped where it takes too long: the run then faults where it stood. Owns `state`, as that does. */
export function advanceGuarded(compiled: CompiledWorkflow, state: RunState, event: RunEvent, moment: Moment): Advanced {
  if (!mayRunLong(compiled)) return advanceRun(compiled, state, event, moment);
  return guarded(
    compiled,
    () => state,
    moment,
    () => advanceRun(compiled, structuredClone(state), event, moment),
  );
}

/** Tried twice: a process that was stopped and goes on has used up its time, and nothing is wrong with the run. */
function guarded(compiled: CompiledWorkflow, before: () => RunState, moment: Moment, work: () => Advanced): Advanced {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const outcome = withinTime(work, longestStepMs);
    if (outcome.ok) return outcome.value;
  }
  const detail =
    'An expression or pattern took too long: a regular expression that can match in very many ways, most likely.';
  return faultRun(compiled, before(), standardError('runtime', detail, ''), moment);
}
