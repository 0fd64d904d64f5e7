import { storableJson, storableText } from '../../platform/storable-json.ts';
import type { Database, Tx } from '../../platform/postgres.ts';

/** A call to the outside that a run waits for. `key` is the same over leases and retries: the idempotency key of the other side. */
export type NewCall = {
  readonly runId: string;
  readonly definitionId: string;
  readonly key: string;
  readonly kind: string;
  readonly request: unknown;
  readonly deadlineMs: number;
};

export type LeasedCall = {
  readonly orgId: string;
  readonly runId: string;
  readonly definitionId: string;
  readonly key: string;
  readonly kind: string;
  readonly request: unknown;
  readonly deadlineAtMs: number;
  readonly attempt: number;
  readonly generation: number;
};

/** What the process that stores calls may begin at once by itself: they are leased to it from the start. */
export type OwnCalls = { readonly nodeId: string; readonly atMost: number; readonly leaseMs: number };

/** Stores calls to be made, in one statement; answers those that are leased to this process. */
export async function storeCalls(
  tx: Tx,
  calls: readonly NewCall[],
  nowMs: number,
  own: OwnCalls,
): Promise<LeasedCall[]> {
  if (calls.length === 0) return [];
  const rows = await tx.rows<{ run_id: string; key: string; lease_generation: number }>(
    `insert into flows.call (org_id, run_id, key, kind, request, due_at, deadline_at, status, attempts, lease_generation, leased_by)
     select $1, c.run_id, c.key, c.kind, c.request,
       case when c.own then now() + $5 * interval '1 millisecond' else $3::timestamptz end,
       $3::timestamptz + c.deadline_ms * interval '1 millisecond',
       case when c.own then 'leased' else 'due' end, c.own::integer, c.own::integer, case when c.own then $4::uuid end
     from json_to_recordset($2) as c (run_id uuid, key text, kind text, request jsonb, deadline_ms double precision, own boolean)
     on conflict (org_id, run_id, key) do update
     set status = excluded.status, request = excluded.request, attempts = excluded.attempts, due_at = excluded.due_at,
       deadline_at = excluded.deadline_at, leased_by = excluded.leased_by,
       lease_generation = flows.call.lease_generation + excluded.lease_generation
     where flows.call.status = 'dead'
     returning run_id, key, lease_generation`,
    [
      tx.orgId,
      storableText(
        calls.map((one, index) => ({
          run_id: one.runId,
          key: one.key,
          kind: one.kind,
          request: one.request,
          deadline_ms: one.deadlineMs,
          own: index < own.atMost,
        })),
      ),
      new Date(nowMs),
      own.nodeId,
      own.leaseMs,
    ],
    'flows-store-calls',
  );
  const generations = new Map(rows.map((row) => [`${row.run_id} ${row.key}`, row.lease_generation]));
  return calls.slice(0, own.atMost).flatMap((call) => {
    const generation = generations.get(`${call.runId} ${call.key}`);
    const { runId, definitionId, key, kind, deadlineMs } = call;
    if (generation === undefined) return [];
    const request = storableJson(call.request);
    return [
      {
        orgId: tx.orgId,
        runId,
        definitionId,
        key,
        kind,
        request,
        deadlineAtMs: nowMs + deadlineMs,
        attempt: 1,
        generation,
      },
    ];
  });
}

export type DueCall = { readonly orgId: string; readonly runId: string; readonly key: string };

/** Calls to look at now, the organisations in turn: new ones, next attempts, and those whose lease ran out. */
export async function callsDue(database: Database, atMost: number): Promise<DueCall[]> {
  const rows = await database.outside<{ org_id: string; run_id: string; key: string }>(
    'select org_id, run_id, key from flows.calls_due($1)',
    [atMost],
  );
  return rows.map((row) => ({ orgId: row.org_id, runId: row.run_id, key: row.key }));
}

type LeasedRow = {
  run_id: string;
  definition_id: string;
  key: string;
  kind: string;
  request: unknown;
  deadline_at: string;
  attempts: number;
  lease_generation: number;
};

/** Leases what of `due` is still due, until `leaseMs` from now; a call that another process is just leasing is passed over. */
export async function leaseCalls(
  tx: Tx,
  due: readonly DueCall[],
  nodeId: string,
  leaseMs: number,
): Promise<LeasedCall[]> {
  const rows = await tx.rows<LeasedRow>(
    `with mine as (
       select c.run_id, c.key from flows.call c join unnest($2::uuid[], $3::text[]) as k (run_id, key) using (run_id, key)
       where c.org_id = $1 and c.status in ('due', 'leased') and c.due_at <= now()
       order by c.run_id, c.key for update of c skip locked
     )
     update flows.call c set status = 'leased', attempts = c.attempts + 1, lease_generation = c.lease_generation + 1, leased_by = $4,
       due_at = now() + $5 * interval '1 millisecond'
     from mine where c.org_id = $1 and c.run_id = mine.run_id and c.key = mine.key
     returning c.run_id, (select r.definition_id from flows.run r where r.org_id = $1 and r.run_id = c.run_id), c.key, c.kind, c.request, c.deadline_at, c.attempts, c.lease_generation`,
    [tx.orgId, due.map((one) => one.runId), due.map((one) => one.key), nodeId, leaseMs],
  );
  return rows.map((row) => ({
    orgId: tx.orgId,
    runId: row.run_id,
    definitionId: row.definition_id,
    key: row.key,
    kind: row.kind,
    request: row.request,
    deadlineAtMs: Date.parse(row.deadline_at),
    attempt: row.attempts,
    generation: row.lease_generation,
  }));
}

export type CallPlace = { readonly runId: string; readonly key: string };
type PlaceRow = { run_id: string; key: string };

function placesOf(rows: readonly PlaceRow[]): CallPlace[] {
  return rows.map((row) => ({ runId: row.run_id, key: row.key }));
}

const arraysOf = (calls: readonly LeasedCall[]) => [
  calls.map((call) => call.runId),
  calls.map((call) => call.key),
  calls.map((call) => call.generation),
];

/** Ends calls whose results count; answers which. Those whose lease is not the newest any more are left alone. */
export async function endCalls(tx: Tx, calls: readonly LeasedCall[]): Promise<CallPlace[]> {
  if (calls.length === 0) return [];
  const rows = await tx.rows<PlaceRow>(
    `delete from flows.call c using unnest($2::uuid[], $3::text[], $4::integer[]) as k (run_id, key, generation)
     where c.org_id = $1 and c.run_id = k.run_id and c.key = k.key and c.lease_generation = k.generation and c.status = 'leased'
     returning c.run_id, c.key`,
    [tx.orgId, ...arraysOf(calls)],
  );
  return placesOf(rows);
}

/** Puts calls off to their next attempts, or to the dead letters (`pauseMs` null); answers which. Newer leases are left alone. */
export async function putOffCalls(
  tx: Tx,
  calls: readonly { readonly call: LeasedCall; readonly reason: string; readonly pauseMs: number | null }[],
): Promise<CallPlace[]> {
  if (calls.length === 0) return [];
  const rows = await tx.rows<PlaceRow>(
    `update flows.call c set status = case when k.pause_ms is null then 'dead' else 'due' end, last_result = k.reason, leased_by = null,
       due_at = now() + coalesce(k.pause_ms, 0) * interval '1 millisecond'
     from unnest($2::uuid[], $3::text[], $4::integer[], $5::text[], $6::double precision[]) as k (run_id, key, generation, reason, pause_ms)
     where c.org_id = $1 and c.run_id = k.run_id and c.key = k.key and c.lease_generation = k.generation and c.status = 'leased'
     returning c.run_id, c.key`,
    [
      tx.orgId,
      ...arraysOf(calls.map(({ call }) => call)),
      calls.map(({ reason }) => String(storableJson(reason.slice(0, 500)))),
      calls.map(({ pauseMs }) => pauseMs),
    ],
  );
  return placesOf(rows);
}

/** Which of these calls are still to be made, or are being made under whatever lease. */
export async function callsThere(tx: Tx, calls: readonly LeasedCall[]): Promise<CallPlace[]> {
  if (calls.length === 0) return [];
  const rows = await tx.rows<PlaceRow>(
    `select c.run_id, c.key from flows.call c join unnest($2::uuid[], $3::text[]) as k (run_id, key) using (run_id, key)
     where c.org_id = $1`,
    [tx.orgId, calls.map((call) => call.runId), calls.map((call) => call.key)],
  );
  return placesOf(rows);
}

/** Prolongs leases that are still the newest; answers them as `run key generation`. */
export async function renewLeases(tx: Tx, calls: readonly LeasedCall[], leaseMs: number): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ run_id: string; key: string; lease_generation: number }>(
    `update flows.call c set due_at = now() + $5 * interval '1 millisecond'
     from unnest($2::uuid[], $3::text[], $4::integer[]) as k (run_id, key, generation)
     where c.org_id = $1 and c.run_id = k.run_id and c.key = k.key and c.lease_generation = k.generation and c.status = 'leased'
     returning c.run_id, c.key, c.lease_generation`,
    [
      tx.orgId,
      calls.map((call) => call.runId),
      calls.map((call) => call.key),
      calls.map((call) => call.generation),
      leaseMs,
    ],
  );
  return new Set(rows.map((row) => `${row.run_id} ${row.key} ${row.lease_generation}`));
}
