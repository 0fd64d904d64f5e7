import type { DeviceHealth, FactVerdict, SignedFact } from '@barrow/contracts';
import { canonicalJson, linkOf, type Link } from '@barrow/sync';
import { newId } from '../../platform/clock.ts';
import type { Tx } from '../../platform/postgres.ts';
import type { Series } from './series.ts';

/** Stores facts with what was decided of them, in one statement. What is there already is left alone. */
export async function storeFacts(
  tx: Tx,
  series: Series,
  facts: readonly SignedFact[],
  verdicts: ReadonlyMap<number, FactVerdict>,
): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => {
    const { status = 'kept', code, message, problems } = verdicts.get(fact.seq) ?? {};
    return {
      seq: fact.seq,
      fact_id: fact.factId,
      action: fact.action,
      input: canonicalJson(fact.input),
      at: fact.at,
      at_text: fact.at,
      clock_text: fact.clockAt,
      staff_id: fact.staffId,
      receipt: fact.receipt,
      mends: fact.mends,
      prev: fact.prev,
      hash: fact.hash,
      signature: fact.signature,
      status,
      code,
      message,
      problems,
    };
  });
  await tx.run(
    `insert into tills.fact (org_id, series_id, device_id, location_id, seq, fact_id, action, input, at, at_text, clock_text, staff_id, receipt, mends,
       prev, hash, signature, status, code, message, problems)
     select $1, $2, $3, $4, f.seq, f.fact_id, f.action, f.input, f.at, f.at_text, f.clock_text, f.staff_id, f.receipt, f.mends, f.prev, f.hash,
       f.signature, f.status, f.code, f.message, f.problems
     from json_to_recordset($5) as f (seq integer, fact_id uuid, action text, input text, at timestamptz, at_text text, clock_text text, staff_id uuid,
       receipt integer, mends integer, prev text, hash text, signature text, status text, code text, message text, problems jsonb)
     order by f.seq on conflict do nothing`,
    [tx.orgId, series.seriesId, series.deviceId, series.locationId, JSON.stringify(rows)],
  );
  const mended = facts.flatMap(({ seq, mends }) =>
    mends !== null && verdicts.get(seq)?.status === 'stored' ? [mends] : [],
  );
  if (mended.length > 0)
    await tx.run(
      `update tills.fact set settled_at = now(), settled_by = $4, settled_how = 'mended'
       where org_id = $1 and series_id = $2 and seq = any($3::integer[]) and status = 'refused' and settled_at is null`,
      [tx.orgId, series.seriesId, mended, series.name],
    );
}

/** Where the series stands after these facts, whatever of them was there before. */
export function lastLink(last: Link, facts: readonly SignedFact[]): Link {
  return facts.reduce((link, fact) => (fact.seq > link.seq ? linkOf(fact, link) : link), last);
}

export type Anomaly = { readonly seq: number; readonly why: string; readonly fact: SignedFact | null };

/** Keeps what cannot be. The same again is kept once. */
export async function storeAnomalies(tx: Tx, series: Series, anomalies: readonly Anomaly[]): Promise<void> {
  if (anomalies.length === 0) return;
  await tx.run(
    `insert into tills.anomaly (org_id, anomaly_id, device_id, series_id, seq, why, fact)
     select $1, a.anomaly_id, $2, $3, a.seq, a.why, a.fact
     from json_to_recordset($4) as a (anomaly_id uuid, seq integer, why text, fact text)
     where not exists (select from tills.anomaly o where o.org_id = $1 and o.device_id = $2 and o.series_id = $3 and o.seq = a.seq and o.why = a.why
       and o.fact is not distinct from a.fact)`,
    [
      tx.orgId,
      series.deviceId,
      series.seriesId,
      JSON.stringify(
        anomalies.map(({ seq, why, fact }) => ({
          anomaly_id: newId(),
          seq,
          why,
          fact: fact === null ? null : JSON.stringify(fact),
        })),
      ),
    ],
  );
}

/** Moves the device on: where its series stands, that it was heard, and what it said of itself. */
export async function moveDevice(
  tx: Tx,
  series: Series,
  last: Link,
  health: DeviceHealth | undefined,
  distrust: string | null,
): Promise<void> {
  await tx.run(
    `update tills.device set high = $3, last_receipt = $4, last_hash = $5, seen_at = now(), health = case when $6::jsonb is null then health else health || $6 end,
       standing = case when $7::text is null or standing = 'revoked' then standing else 'quarantined' end,
       standing_why = case when $7::text is null or standing = 'revoked' then standing_why else $7 end
     where org_id = $1 and device_id = $2`,
    [
      tx.orgId,
      series.deviceId,
      last.seq,
      last.receipt,
      last.hash,
      health === undefined ? null : JSON.stringify(health),
      distrust,
    ],
  );
}
