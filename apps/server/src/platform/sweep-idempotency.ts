import type { Database } from './postgres.ts';

/** How long an idempotency key is remembered. Facts are idempotent by their own ids for ever. */
const keptDays = 3;

/** Forgets old idempotency keys of some organisations, each in a transaction of its own. Answers how many. */
export async function sweepIdempotency(database: Database, orgIds: readonly string[]): Promise<number> {
  let forgotten = 0;
  for (const orgId of orgIds) {
    forgotten += await database.transaction(orgId, (tx) =>
      tx.run('delete from platform.idempotency where org_id = $1 and created_at < now() - make_interval(days => $2)', [
        orgId,
        keptDays,
      ]),
    );
  }
  return forgotten;
}
