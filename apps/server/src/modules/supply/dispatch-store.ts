import type { SupplierOrderMessage } from '@barrow/contracts';
import { UnsealError, type Sealer } from '../../platform/crypto.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import { secretContext } from './suppliers.ts';
import type { OrderTarget } from './transports/transport.ts';

export type DueDispatch = {
  readonly orgId: string;
  readonly orderId: string;
  readonly series: number;
  readonly supplierId: string;
};

/** A message that this process may send until the lease ends. Its result counts under `generation` only. */
export type LeasedDispatch = DueDispatch & {
  readonly generation: number;
  /** This attempt, from 1. */
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly message: SupplierOrderMessage;
  /** Or why there is none, for people. */
  readonly target: OrderTarget | string;
};

/** What is due in all organisations, these in turn: new messages, next attempts, and attempts whose lease ran out. */
export async function dispatchesDue(database: Database, atMost: number): Promise<DueDispatch[]> {
  const rows = await database.outside<{ org_id: string; order_id: string; series: number; supplier_id: string }>(
    'select org_id, order_id, series, supplier_id from supply.dispatches_due($1)',
    [atMost],
  );
  return rows.map((row) => ({
    orgId: row.org_id,
    orderId: row.order_id,
    series: row.series,
    supplierId: row.supplier_id,
  }));
}

type LeasedRow = {
  order_id: string;
  series: number;
  supplier_id: string;
  lease_generation: number;
  attempts: number;
  idempotency_key: string;
  message: SupplierOrderMessage;
  transport: 'http' | 'email' | 'manual';
  order_url: string | null;
  order_emails: string[];
  reply_to: string | null;
  signing_secret: Buffer | null;
  bearer_token: Buffer | null;
};

/**
 * Leases what of `due` is still due and not in other hands, in the transaction of its organisation. A row that another process is just
 * leasing is passed over.
 */
export async function leaseDispatches(
  tx: Tx,
  sealer: Sealer,
  due: readonly DueDispatch[],
  leaseMs: number,
): Promise<LeasedDispatch[]> {
  const rows = await tx.rows<LeasedRow>(
    `with mine as (
       select d.order_id, d.series from supply.dispatch d
       join unnest($2::uuid[], $3::integer[]) as k (order_id, series) on d.order_id = k.order_id and d.series = k.series
       where d.org_id = $1 and d.status in ('due', 'leased') and d.due_at <= now()
       order by d.order_id, d.series for update of d skip locked
     )
     update supply.dispatch d set status = 'leased', attempts = d.attempts + 1, lease_generation = d.lease_generation + 1,
       due_at = now() + $4 * interval '1 millisecond'
     from mine, supply.supplier s
     where d.org_id = $1 and d.order_id = mine.order_id and d.series = mine.series
       and s.org_id = d.org_id and s.supplier_id = d.supplier_id
     returning d.order_id, d.series, d.supplier_id, d.lease_generation, d.attempts, d.idempotency_key, d.message, s.transport, s.order_url,
       s.order_emails, s.reply_to, s.signing_secret, s.bearer_token`,
    [tx.orgId, due.map((one) => one.orderId), due.map((one) => one.series), leaseMs],
  );
  return rows.map((row) => ({
    orgId: tx.orgId,
    orderId: row.order_id,
    series: row.series,
    supplierId: row.supplier_id,
    generation: row.lease_generation,
    attempt: row.attempts,
    idempotencyKey: row.idempotency_key,
    message: row.message,
    target: targetOf(tx.orgId, sealer, row),
  }));
}

function targetOf(orgId: string, sealer: Sealer, row: LeasedRow): OrderTarget | string {
  if (row.transport === 'email')
    return { kind: 'email', orgId, to: row.order_emails, ...(row.reply_to === null ? {} : { replyTo: row.reply_to }) };
  if (row.transport !== 'http' || row.order_url === null)
    return 'The supplier’s settings name no address for orders any more';
  const opened = (sealed: Buffer, what: 'signing-secret' | 'bearer-token') =>
    sealer.open(sealed, secretContext(orgId, row.supplier_id, what));
  try {
    return {
      kind: 'http',
      url: row.order_url,
      ...(row.signing_secret === null ? {} : { signingSecret: opened(row.signing_secret, 'signing-secret') }),
      ...(row.bearer_token === null ? {} : { bearerToken: opened(row.bearer_token, 'bearer-token') }),
    };
  } catch (error) {
    if (error instanceof UnsealError)
      return 'The supplier’s secrets were sealed with another BARROW_SECRET: enter them again in its settings';
    throw error;
  }
}

/** Makes leases last `leaseMs` from now: those that are still the newest of their message. */
export async function renewDispatches(tx: Tx, leased: readonly LeasedDispatch[], leaseMs: number): Promise<number> {
  return tx.run(
    `update supply.dispatch d set due_at = now() + $5 * interval '1 millisecond'
     from unnest($2::uuid[], $3::integer[], $4::integer[]) as k (order_id, series, generation)
     where d.org_id = $1 and d.order_id = k.order_id and d.series = k.series and d.lease_generation = k.generation and d.status = 'leased'`,
    [
      tx.orgId,
      leased.map((one) => one.orderId),
      leased.map((one) => one.series),
      leased.map((one) => one.generation),
      leaseMs,
    ],
  );
}

export type DispatchEnd =
  | { readonly status: 'delivered' | 'refused' | 'failed'; readonly result: string | null }
  | { readonly status: 'due'; readonly result: string; readonly pauseMs: number };

/** Stores what became of an attempt, unless its lease is no longer the newest: then answers false, and the result does not count. */
export async function endLease(tx: Tx, leased: LeasedDispatch, end: DispatchEnd): Promise<boolean> {
  const pauseMs = end.status === 'due' ? end.pauseMs : 0;
  return (
    (await tx.run(
      `update supply.dispatch set status = $5, last_result = $6, due_at = now() + $7 * interval '1 millisecond',
         ended_at = case when $5 = 'due' then null else now() end
       where org_id = $1 and order_id = $2 and series = $3 and lease_generation = $4 and status = 'leased'`,
      [tx.orgId, leased.orderId, leased.series, leased.generation, end.status, end.result, pauseMs],
    )) === 1
  );
}
