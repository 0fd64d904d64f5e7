import type { FieldProblem } from '@barrow/kernel';
import type { ActionContext } from '../../platform/action.ts';
import { newId } from '../../platform/clock.ts';
import { fault } from '../../platform/fault.ts';
import { plainArray, type Tx } from '../../platform/postgres.ts';
import { draftOrders, type NewOrder } from '../supply/index.ts';
import { askTransfers, type AskedTransfer } from './ask-transfers.ts';
import type { ProposalExplanation } from './propose-orders.ts';
import { lockProposals } from './store-proposals.ts';

export type Approval = { readonly proposalId: string; readonly qtyMilli?: number | undefined };

export type DraftedOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly supplierId: string;
  readonly locationId: string;
  readonly lineCount: number;
};

export type Approved = {
  readonly orders: DraftedOrder[];
  readonly transfers: AskedTransfer[];
  readonly proposals: {
    readonly proposalId: string;
    readonly orderId: string | null;
    readonly transferId: string | null;
    readonly status: 'approved' | 'repeated';
  }[];
};

type ProposalRow = {
  proposal_id: string;
  location_id: string;
  item_id: string;
  supplier_id: string | null;
  from_location_id: string | null;
  status: 'open' | 'approved' | 'dismissed' | 'superseded';
  qty_milli: number;
  approved_milli: number | null;
  unit_cost_micro: number;
  delivery_day: string;
  order_id: string | null;
  transfer_id: string | null;
  explanation: ProposalExplanation;
};

/** What one message to a supplier holds at most. */
const mostLines = 2000;

/** Reads proposals under the lock of their locations and their rows, in key order. Throws PROPOSAL_UNKNOWN that names each, NOT_ALLOWED. */
export async function lockChosen(
  tx: Tx,
  ids: readonly string[],
  requireLocation: (locationId: string) => void,
): Promise<Map<string, ProposalRow>> {
  const places = await tx.rows<{ location_id: string }>(
    'select distinct location_id from planning.proposal where org_id = $1 and proposal_id = any($2::uuid[])',
    [tx.orgId, plainArray(ids)],
  );
  for (const { location_id: locationId } of places) requireLocation(locationId);
  await lockProposals(
    tx,
    places.map((row) => row.location_id),
  );
  const rows = await tx.rows<ProposalRow>(
    `select proposal_id, location_id, item_id, supplier_id, from_location_id, status, qty_milli, approved_milli, unit_cost_micro, delivery_day, order_id, transfer_id,
       explanation
     from planning.proposal where org_id = $1 and proposal_id = any($2::uuid[]) order by proposal_id for update`,
    [tx.orgId, plainArray(ids)],
  );
  const known = new Map(rows.map((row) => [row.proposal_id, row]));
  const unknown = ids.flatMap((id, index) =>
    known.has(id.toLowerCase())
      ? []
      : [{ pointer: `/proposals/${index}`, detail: `there is no proposal ${id}; a newer run may have replaced it` }],
  );
  if (unknown.length > 0)
    throw fault(
      'not-found',
      'PROPOSAL_UNKNOWN',
      `${unknown.length} of the proposals do not exist. List them again.`,
      unknown.slice(0, 20),
    );
  return known;
}

function refuseDecided(problems: readonly FieldProblem[]): void {
  if (problems.length > 0)
    throw fault(
      'conflict',
      'PROPOSAL_STATE',
      `${problems.length} of the proposals cannot be decided so. Nothing was ordered.`,
      problems.slice(0, 20),
    );
}

/** Sorts approvals into what is new and what was approved before; refuses the whole call when one can be neither. */
function sortOut(approvals: readonly Approval[], rows: ReadonlyMap<string, ProposalRow>) {
  const fresh = new Map<string, { row: ProposalRow; qtyMilli: number }>();
  const repeated = new Set<string>();
  const problems: FieldProblem[] = [];
  approvals.forEach(({ proposalId, qtyMilli }, index) => {
    const row = rows.get(proposalId.toLowerCase());
    if (row === undefined) return;
    const pointer = `/proposals/${index}`;
    const wantedMilli = qtyMilli ?? row.qty_milli;
    if (row.status === 'open') {
      if (wantedMilli > 0) fresh.set(row.proposal_id, { row, qtyMilli: wantedMilli });
      else problems.push({ pointer, detail: 'proposes nothing: give a quantity to order all the same' });
    } else if (row.status === 'approved') {
      if (qtyMilli === undefined || qtyMilli === row.approved_milli) repeated.add(row.proposal_id);
      else
        problems.push({
          pointer,
          detail: 'was approved with another quantity: change the purchase order or the transfer',
        });
    } else
      problems.push({ pointer, detail: row.status === 'dismissed' ? 'was dismissed' : 'was replaced by a newer run' });
  });
  refuseDecided(problems);
  return { fresh: [...fresh.values()], repeated };
}

/**
 * Turns proposals into draft purchase orders, one a supplier and location (2,000 lines at most), and requested transfers, one a source
 * and location. All or nothing. What was approved before is answered with its order or transfer and not asked for again. Throws PROPOSAL_UNKNOWN, PROPOSAL_STATE, NOT_ALLOWED and what drafting throws.
 */
export async function approveProposals(ctx: ActionContext, approvals: readonly Approval[]): Promise<Approved> {
  const { tx } = ctx;
  const rows = await lockChosen(
    tx,
    approvals.map((approval) => approval.proposalId),
    (locationId) => ctx.requireLocation(locationId),
  );
  const { fresh, repeated } = sortOut(approvals, rows);
  const orders: NewOrder[] = [];
  const orderOf = new Map<string, string>();
  const groups = Map.groupBy(
    fresh.filter(({ row }) => row.supplier_id !== null),
    ({ row }) => `${row.supplier_id}:${row.location_id}`,
  );
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += mostLines) {
      const chosen = group.slice(from, from + mostLines);
      const first = chosen[0]!.row;
      const orderId = newId();
      orders.push({
        orderId,
        supplierId: first.supplier_id ?? '',
        locationId: first.location_id,
        source: 'proposal',
        requestedDay: chosen.map(({ row }) => row.delivery_day).toSorted()[0]!,
        lines: chosen.map(({ row, qtyMilli }) => ({
          itemId: row.item_id,
          qtyMilli,
          unitCostMicro: row.unit_cost_micro,
          explanation: row.explanation.order,
        })),
      });
      for (const { row } of chosen) orderOf.set(row.proposal_id, orderId);
    }
  }
  const drafted = await draftOrders(tx, ctx, orders);
  const { transfers, transferOf } = await askTransfers(
    ctx,
    fresh.flatMap(({ row, qtyMilli }) =>
      row.from_location_id === null
        ? []
        : [
            {
              proposalId: row.proposal_id,
              fromLocationId: row.from_location_id,
              locationId: row.location_id,
              itemId: row.item_id,
              qtyMilli,
            },
          ],
    ),
  );
  await tx.run(
    `update planning.proposal p set status = 'approved', approved_milli = a.qty_milli, order_id = a.order_id, transfer_id = a.transfer_id,
       decided_at = $6, decided_by = $7
     from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[]) as a (proposal_id, qty_milli, order_id, transfer_id)
     where p.org_id = $1 and p.proposal_id = a.proposal_id`,
    [
      tx.orgId,
      plainArray(fresh.map(({ row }) => row.proposal_id)),
      plainArray(fresh.map(({ qtyMilli }) => qtyMilli)),
      plainArray(fresh.map(({ row }) => orderOf.get(row.proposal_id) ?? null)),
      plainArray(fresh.map(({ row }) => transferOf.get(row.proposal_id) ?? null)),
      new Date(ctx.nowMs()).toISOString(),
      ctx.actor.name,
    ],
  );
  return {
    orders: orders.map((order, index) => ({
      orderId: order.orderId,
      number: drafted[index]?.number ?? '',
      supplierId: order.supplierId,
      locationId: order.locationId,
      lineCount: order.lines.length,
    })),
    transfers,
    proposals: [...rows].map(([proposalId, row]) => ({
      proposalId,
      orderId: orderOf.get(proposalId) ?? row.order_id,
      transferId: transferOf.get(proposalId) ?? row.transfer_id,
      status: repeated.has(proposalId) ? ('repeated' as const) : ('approved' as const),
    })),
  };
}

/** Says no to proposals. Repeating it changes nothing; an approved one is not dismissed (PROPOSAL_STATE). */
export async function dismissProposals(
  ctx: ActionContext,
  ids: readonly string[],
  note: string | null,
): Promise<number> {
  const { tx } = ctx;
  const rows = await lockChosen(tx, ids, (locationId) => ctx.requireLocation(locationId));
  const problems = ids.flatMap((id, index) => {
    const status = rows.get(id.toLowerCase())?.status;
    if (status === 'approved')
      return [{ pointer: `/proposals/${index}`, detail: 'was approved: cancel the purchase order' }];
    if (status === 'superseded') return [{ pointer: `/proposals/${index}`, detail: 'was replaced by a newer run' }];
    return [];
  });
  refuseDecided(problems);
  return tx.run(
    `update planning.proposal set status = 'dismissed', decided_at = $3, decided_by = $4, note = $5
     where org_id = $1 and proposal_id = any($2::uuid[]) and status = 'open'`,
    [tx.orgId, plainArray(ids), new Date(ctx.nowMs()).toISOString(), ctx.actor.name, note],
  );
}
