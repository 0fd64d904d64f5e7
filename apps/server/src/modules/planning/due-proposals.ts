import type { Tx } from '../../platform/postgres.ts';

export type DueFilter = {
  /** What can be ordered until this day; what could be ordered on the day it was planned unless told. */
  readonly orderBy: string | undefined;
  readonly locationId: string | undefined;
  readonly supplierId: string | undefined;
  readonly scope: readonly string[] | null;
  readonly atMost: number;
};

type DueRow = { proposal_id: string; location_id: string; source_id: string };

/**
 * Open proposals whose source takes the order now, those that wait for a minimum left out. Whole orders only, `atMost` lines of them, unless
 * a single order is longer; `more` says that there are others.
 */
export async function dueProposals(
  tx: Tx,
  { orderBy, locationId, supplierId, scope, atMost }: DueFilter,
): Promise<{ proposalIds: string[]; more: boolean }> {
  const rows = await tx.rows<DueRow>(
    `select proposal_id, location_id, coalesce(supplier_id, from_location_id) as source_id from planning.proposal
     where org_id = $1 and status = 'open' and qty_milli > 0 and minimum <> 'deferred' and order_day <= coalesce($2::date, day)
       and ($3::uuid is null or location_id = $3) and ($4::uuid is null or supplier_id = $4)
       and ($5::uuid[] is null or location_id = any($5::uuid[]))
     order by location_id, coalesce(supplier_id, from_location_id), proposal_id limit $6`,
    [tx.orgId, orderBy ?? null, locationId ?? null, supplierId ?? null, scope, atMost + 1],
  );
  return wholeOrders(rows, atMost);
}

function wholeOrders(rows: readonly DueRow[], atMost: number): { proposalIds: string[]; more: boolean } {
  const last = rows[atMost];
  if (last === undefined) return { proposalIds: rows.map((row) => row.proposal_id), more: false };
  const whole = rows.filter((row) => row.location_id !== last.location_id || row.source_id !== last.source_id);
  const chosen = whole.length > 0 ? whole : rows.slice(0, atMost);
  return { proposalIds: chosen.map((row) => row.proposal_id), more: true };
}
