import { partLevels, type JsonObject, type MarkedPart, type PartLevel } from '@barrow/flow';
import type { Tx } from '../../platform/postgres.ts';

/** A task in the place of a marked part, at a place, with who wanted it so. */
export type PartOverride = {
  readonly namespace: string;
  readonly name: string;
  readonly part: string;
  readonly level: PartLevel;
  /** The region, the format, or the id of the location. */
  readonly key: string;
  readonly task: JsonObject;
  readonly untilMs: number | null;
  readonly why: string;
  readonly by: string;
  readonly at: string;
};

export type PartPlace = { readonly locationId: string; readonly format: string; readonly region: string };

type Row = {
  namespace: string;
  name: string;
  part: string;
  level: PartLevel;
  level_key: string;
  task: JsonObject;
  until: string | null;
  why: string;
  set_by: string;
  set_at: string;
};

/** What is set for workflows (`namespace/name`), from the widest level to the nearest. */
export async function readPartOverrides(tx: Tx, workflows: readonly string[]): Promise<PartOverride[]> {
  const rows = await tx.rows<Row>(
    `select namespace, name, part, level, level_key, task, until, why, set_by, set_at from flows.part_override
     where org_id = $1 and namespace || '/' || name = any($2::text[])
     order by namespace, name, part, array_position(array['region', 'format', 'location'], level), level_key`,
    [tx.orgId, workflows],
    'flows-part-overrides',
  );
  return rows.map((row) => ({
    namespace: row.namespace,
    name: row.name,
    part: row.part,
    level: row.level,
    key: row.level_key,
    task: row.task,
    untilMs: row.until === null ? null : Date.parse(row.until),
    why: row.why,
    by: row.set_by,
    at: row.set_at,
  }));
}

/** What stands in the place of each part at a place: the nearest that the standard allows and that has not ended. */
export function partsAt(
  parts: readonly MarkedPart[],
  overrides: readonly PartOverride[],
  place: PartPlace | undefined,
  nowMs: number,
): Map<string, PartOverride> {
  const keys = { region: place?.region, format: place?.format, location: place?.locationId };
  const found = new Map<string, PartOverride>();
  for (const { name, levels } of parts) {
    const [nearest] = overrides
      .filter((one) => one.part === name && levels.includes(one.level))
      .filter((one) => one.key !== '' && keys[one.level] === one.key && (one.untilMs === null || one.untilMs > nowMs))
      .toSorted((one, other) => partLevels.indexOf(other.level) - partLevels.indexOf(one.level));
    if (nearest !== undefined) found.set(name, nearest);
  }
  return found;
}
