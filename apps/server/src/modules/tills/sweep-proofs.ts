import type { Database } from '../../platform/postgres.ts';
import { nonceMs } from './dpop.ts';

/** Forgets proofs whose nonce is good no more; answers how many. */
export async function sweepProofs(database: Database, orgIds: readonly string[]): Promise<number> {
  let forgotten = 0;
  for (const orgId of orgIds)
    forgotten += await database.transaction(orgId, (tx) =>
      tx.run(`delete from tills.proof where org_id = $1 and shown_at < now() - make_interval(secs => $2)`, [
        orgId,
        (3 * nonceMs) / 1_000,
      ]),
    );
  return forgotten;
}
