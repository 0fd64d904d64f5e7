import { fault } from '../../platform/fault.ts';

export function runUnknown(runId: string) {
  return fault('not-found', 'RUN_UNKNOWN', `There is no run ${runId}.`);
}

export function triggerUnknown(triggerId: string) {
  return fault('not-found', 'TRIGGER_UNKNOWN', `There is no trigger ${triggerId}.`);
}
