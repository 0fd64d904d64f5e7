import type { Database } from '../../platform/postgres.ts';

/** Sets runs aside: nothing is done with them until somebody retries or cancels them. */
export async function quarantine(
  database: Database,
  orgId: string,
  runIds: readonly string[],
  reason: string,
): Promise<void> {
  await database.transaction(orgId, async (tx) => {
    await tx.run(
      `update flows.run set status = 'quarantined', changed_at = now(),
         error = json_build_object('type', 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime', 'status', 500,
           'title', 'The run was set aside', 'detail', $3::text)
       where org_id = $1 and run_id = any($2::uuid[]) and ended_at is null`,
      [orgId, runIds, reason.replaceAll('\u0000', '').slice(0, 500)],
    );
    await tx.run('delete from flows.due where org_id = $1 and run_id = any($2::uuid[])', [orgId, runIds]);
  });
}
