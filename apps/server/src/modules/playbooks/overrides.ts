import type { Override, OverrideLevel } from '@barrow/playbook';
import type { Tx } from '../../platform/postgres.ts';

type Row = {
  playbook: string;
  parameter: string;
  level: OverrideLevel;
  level_key: string;
  value: unknown;
  until: string | null;
  why: string;
  set_by: string;
  set_at: string;
};

export type StoredOverride = Override & { readonly playbook: string };

/** What differs from the organisation's answers, of one playbook or of all, from the widest to the nearest. */
export async function readOverrides(tx: Tx, playbook: string | null): Promise<StoredOverride[]> {
  const rows = await tx.rows<Row>(
    `select playbook, parameter, level, level_key, value, until, why, set_by, set_at from playbooks.override
     where org_id = $1 and ($2::text is null or playbook = $2)
     order by playbook, array_position(array['region', 'format', 'location'], level), level_key, parameter`,
    [tx.orgId, playbook],
  );
  return rows.map((row) => ({
    playbook: row.playbook,
    parameter: row.parameter,
    level: row.level,
    key: row.level_key,
    value: row.value,
    untilMs: row.until === null ? null : Date.parse(row.until),
    why: row.why,
    by: row.set_by,
    at: row.set_at,
  }));
}

export type OverridePlace = { readonly playbook: string; readonly level: OverrideLevel; readonly key: string };

/** Sets parameters at a place, each in place of what was set there. */
export async function saveOverrides(
  tx: Tx,
  { playbook, level, key }: OverridePlace,
  values: Readonly<Record<string, unknown>>,
  { until, why, by }: { readonly until: string | null; readonly why: string; readonly by: string },
): Promise<void> {
  const parameters = Object.keys(values).toSorted();
  await tx.run(
    `insert into playbooks.override (org_id, playbook, parameter, level, level_key, value, until, why, set_by)
     select $1, $2, o.parameter, $3, $4, o.value, $5, $6, $7 from json_to_recordset($8) as o (parameter text, value jsonb)
     on conflict (org_id, playbook, parameter, level, level_key) do update set value = excluded.value, until = excluded.until,
       why = excluded.why, set_by = excluded.set_by, set_at = now()`,
    [
      tx.orgId,
      playbook,
      level,
      key,
      until,
      why,
      by,
      JSON.stringify(parameters.map((parameter) => ({ parameter, value: values[parameter] }))),
    ],
  );
}

/** Lets parameters follow the wider level again, all of them unless some are named. Answers how many differed. */
export async function removeOverrides(
  tx: Tx,
  { playbook, level, key }: OverridePlace,
  parameters: readonly string[] | null,
): Promise<number> {
  return tx.run(
    `delete from playbooks.override where org_id = $1 and playbook = $2 and level = $3 and level_key = $4
       and ($5::text[] is null or parameter = any($5::text[]))`,
    [tx.orgId, playbook, level, key, parameters],
  );
}
