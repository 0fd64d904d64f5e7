import type { Database } from '../../platform/postgres.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { RunStatus } from './run-rows.ts';

/** Counts of what this process did, for Prometheus. */
export type FlowMetrics = {
  readonly started: (count: number) => void;
  readonly claimed: (count: number) => void;
  readonly ended: (status: RunStatus) => void;
  readonly attempted: (outcome: 'answered' | 'failed' | 'again' | 'dead') => void;
};

/** Registers the figures of workflows: what is open in all organisations together, which any process tells, and what this one did. */
export function createFlowMetrics(metrics: Metrics, database: Database, callsInHand: () => number): FlowMetrics {
  const read = () =>
    database.outside<{ name: string; label: string; value: number | null }>(
      'select name, label, value from flows.figures()',
    );
  metrics.watchSet(
    {
      runs: { name: 'barrow_flow_runs', help: 'Runs that have not ended, by state', label: 'status' },
      due: { name: 'barrow_flow_due', help: 'Runs that have something to do now' },
      due_lag: { name: 'barrow_flow_due_lag_seconds', help: 'How long the run that is due longest has waited' },
      timers: { name: 'barrow_flow_timers', help: 'Timers that are set' },
      listeners: { name: 'barrow_flow_listeners', help: 'Listeners of runs' },
      claims: { name: 'barrow_flow_claims', help: 'Batches of runs that processes have in hand' },
      calls: { name: 'barrow_flow_calls', help: 'Calls to the outside: due, leased, or dead letters', label: 'status' },
      poisoned: { name: 'barrow_flow_poisoned_events', help: 'Events that could not be taken in' },
    },
    read,
  );
  metrics.watch('barrow_flow_calls_in_hand', 'Calls to the outside that this process is making', callsInHand);
  const started = metrics.count('barrow_flow_runs_started_total', 'Runs that this process has begun');
  const claimed = metrics.count('barrow_flow_runs_claimed_total', 'Due runs that this process has taken up');
  const ended = metrics.count('barrow_flow_runs_ended_total', 'Runs that have ended in this process', 'status');
  const attempted = metrics.count(
    'barrow_flow_call_attempts_total',
    'Attempts at calls by what came of them',
    'outcome',
  );
  return {
    started: (count) => started(count),
    claimed: (count) => claimed(count),
    ended: (status) => ended(1, status),
    attempted: (outcome) => attempted(1, outcome),
  };
}
