import type { Database, Tx } from '../../platform/postgres.ts';

/** The organisations that have runs to work on. */
export async function organisationsDue(database: Database): Promise<string[]> {
  const rows = await database.outside<{ org_id: string }>('select org_id from flows.organisations_due()');
  return rows.map((row) => row.org_id);
}

export type DueRun = { readonly runId: string; readonly priority: number; readonly stateVersion: number };

/**
 * Takes the next due runs of an organisation, by priority and then age, and keeps others off them until the transaction ends. What comes
 * for one of them meanwhile makes it due again.
 */
export async function takeDue(
  tx: Tx,
  atMost: number,
  newestState: number,
  only?: readonly string[],
  without?: ReadonlySet<string>,
): Promise<{ runIds: string[]; backendPid: number }> {
  const rows = await tx.rows<{ run_id: string; pid: number }>(
    `with mine as (
       select run_id from flows.due where org_id = $1 and state_version <= $3
         and ($4::uuid[] is null or run_id = any($4)) and run_id <> all($5::uuid[])
       order by priority desc, due_at limit $2 for update skip locked
     )
     delete from flows.due d using mine where d.org_id = $1 and d.run_id = mine.run_id returning d.run_id, pg_backend_pid() as pid`,
    [tx.orgId, atMost, newestState, only ?? null, [...(without ?? [])]],
  );
  return { runIds: rows.map((row) => row.run_id), backendPid: rows[0]?.pid ?? 0 };
}

/**
 * Makes runs due now. One that is due already is locked until the transaction ends: taken before, what the transaction put into its inbox
 * would not be seen, and nothing would make it due again.
 */
export async function makeDue(tx: Tx, runs: readonly DueRun[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.run(
    `insert into flows.due (org_id, run_id, due_at, priority, state_version)
     select $1, r.run_id, clock_timestamp(), r.priority, r.state_version
     from unnest($2::uuid[], $3::smallint[], $4::smallint[]) as r (run_id, priority, state_version)
     order by r.run_id on conflict (org_id, run_id) do update set due_at = flows.due.due_at`,
    [tx.orgId, runs.map((run) => run.runId), runs.map((run) => run.priority), runs.map((run) => run.stateVersion)],
    'flows-make-due',
  );
}
