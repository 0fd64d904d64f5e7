import type { Database } from '../../platform/postgres.ts';
import { postVoids } from './voids.ts';

/** Posts voids whose sale is there, of all organisations, each in a transaction of its own. Answers how many. */
export async function sweepVoids(database: Database, onCommit: () => void): Promise<number> {
  const due = await database.outside<{ org_id: string; sale_id: string }>(
    'select org_id, sale_id from sales.voids_due(500)',
  );
  for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
    await database.transaction(orgId, (tx) =>
      postVoids(
        tx,
        rows.map((row) => row.sale_id),
      ),
    );
    onCommit();
  }
  return due.length;
}
