import type { Tx } from '../../platform/postgres.ts';

export type Tax = { readonly code: string; readonly ratePpm: number };
/** The taxes of a class in a region on a day; none when nothing is stored. */
export type TaxTable = (taxClass: string, region: string, day: string) => readonly Tax[];

type TaxRow = { tax_class: string; region: string; code: string; rate_ppm: number; first_day: string };
const cacheMs = 2_000;

/** Reads the whole tax table of an organisation (small), remembered for two seconds a process. */
export function createTaxReader(nowMs: () => number) {
  const cache = new Map<string, { until: number; table: TaxTable }>();
  return async function readTaxes(tx: Tx): Promise<TaxTable> {
    const known = cache.get(tx.orgId);
    if (known !== undefined && known.until > nowMs()) return known.table;
    const rows = await tx.rows<TaxRow>(
      'select tax_class, region, code, rate_ppm, first_day from catalogue.tax_rate where org_id = $1 order by first_day',
      [tx.orgId],
      'read-taxes',
    );
    const groups = Map.groupBy(rows, (row) => `${row.tax_class}\0${row.region}`);
    const table: TaxTable = (taxClass, region, day) => {
      const byCode = new Map<string, number>();
      for (const row of groups.get(`${taxClass}\0${region}`) ?? [])
        if (row.first_day <= day) byCode.set(row.code, row.rate_ppm);
      return [...byCode].map(([code, ratePpm]) => ({ code, ratePpm }));
    };
    if (cache.size > 1_000) cache.clear();
    cache.set(tx.orgId, { until: nowMs() + cacheMs, table });
    return table;
  };
}
