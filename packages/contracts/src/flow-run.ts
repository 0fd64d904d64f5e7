/** How a run of a workflow may stand. The last four have ended, or were set aside. */
export const runStatuses = [
  'queued',
  'running',
  'waiting',
  'suspended',
  'completed',
  'faulted',
  'cancelled',
  'quarantined',
] as const;
export type RunStatus = (typeof runStatuses)[number];
