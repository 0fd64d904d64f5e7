import { plainArray, type Tx } from '../../platform/postgres.ts';

/** The unit cost at which each line of some sources was posted, by `sourceId:sourceNo`. */
export async function movesOfSources(tx: Tx, sourceIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ source_id: string; source_no: number; unit_cost_micro: number }>(
    'select source_id, source_no, unit_cost_micro from stock.move where org_id = $1 and source_id = any($2::uuid[]) and source_no > 0',
    [tx.orgId, plainArray(sourceIds)],
  );
  return new Map(rows.map((row) => [`${row.source_id}:${row.source_no}`, row.unit_cost_micro]));
}
