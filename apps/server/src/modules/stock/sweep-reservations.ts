import type { Database } from '../../platform/postgres.ts';
import { endReservations } from './reservations.ts';

/** Ends reservations whose time is over, of all organisations, each in a transaction of its own. Answers how many lines ended. */
export async function sweepReservations(database: Database): Promise<number> {
  const due = await database.outside<{ org_id: string; reservation_id: string }>(
    'select org_id, reservation_id from stock.reservations_due(1000)',
  );
  let ended = 0;
  for (const [orgId, rows] of Map.groupBy(due, (row) => row.org_id)) {
    ended += await database.transaction(orgId, (tx) =>
      endReservations(tx, rows.map((row) => row.reservation_id).toSorted(), 'expired', true),
    );
  }
  return ended;
}
