import { storableText } from '../../platform/storable-json.ts';
import type { Tx } from '../../platform/postgres.ts';
import { makeDue } from './due.ts';

/** Something that came for a run. `key` names what of the run it is for: a call, a timer, a listener, a question. */
export type Arrival = {
  readonly runId: string;
  readonly kind: 'result' | 'timer' | 'event' | 'command';
  readonly key: string | null;
  readonly data: unknown;
};

/** Puts arrivals into the inboxes of their runs and makes these due, in the caller's transaction. */
export async function deliverTo(tx: Tx, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  const due = await dueOf(tx, [...new Set(arrivals.map((one) => one.runId))]);
  const known = new Set(due.map((run) => run.runId));
  const wanted = arrivals.filter((one) => known.has(one.runId));
  if (wanted.length === 0) return;
  await tx.run(
    `insert into flows.inbox (org_id, run_id, kind, key, data)
     select $1, a.run_id, a.kind, a.key, a.data
     from json_to_recordset($2) as a (run_id uuid, kind text, key text, data jsonb)`,
    [
      tx.orgId,
      storableText(wanted.map((one) => ({ run_id: one.runId, kind: one.kind, key: one.key, data: one.data ?? {} }))),
    ],
    'flows-deliver',
  );
  await makeDue(tx, due);
}

async function dueOf(tx: Tx, runIds: readonly string[]) {
  const rows = await tx.rows<{ run_id: string; priority: number; state_version: number }>(
    'select run_id, priority, state_version from flows.run where org_id = $1 and run_id = any($2::uuid[])',
    [tx.orgId, runIds],
  );
  return rows.map((row) => ({ runId: row.run_id, priority: row.priority, stateVersion: row.state_version }));
}

/** Takes everything out of the inboxes of runs, in the order in which it came. Callers have taken the runs. */
export async function emptyInboxes(tx: Tx, runIds: readonly string[]): Promise<Map<string, Arrival[]>> {
  const rows = await tx.rows<{
    run_id: string;
    kind: Arrival['kind'];
    key: string | null;
    data: unknown;
    position: number;
  }>(
    'delete from flows.inbox where org_id = $1 and run_id = any($2::uuid[]) returning run_id, kind, key, data, position',
    [tx.orgId, runIds],
  );
  rows.sort((a, b) => a.position - b.position);
  return Map.groupBy(
    rows.map((row) => ({ runId: row.run_id, kind: row.kind, key: row.key, data: row.data })),
    (one) => one.runId,
  );
}
