import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

type SaleRow = { sale_id: string; field: string; recomputed: number | null; stored: number };

/** The totals of each sale against its lines, and against its payments where it has any. */
export async function saleDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<SaleRow>(
    `select s.sale_id, f.field, f.recomputed, f.stored
     from sales.sale s
     left join (select sale_id, count(*) as lines, sum(total_minor - tax_minor) as net, sum(discount_minor) as discount, sum(tax_minor) as tax,
                  sum(total_minor) as total from sales.line where org_id = $1 group by sale_id) l on l.sale_id = s.sale_id
     left join (select sale_id, sum(amount_minor) as paid from sales.payment where org_id = $1 group by sale_id) p on p.sale_id = s.sale_id
     cross join lateral (values
       ('lineCount', coalesce(l.lines, 0), s.line_count::bigint),
       ('netMinor', coalesce(l.net, 0), s.net_minor),
       ('discountMinor', coalesce(l.discount, 0), s.discount_minor),
       ('taxMinor', coalesce(l.tax, 0), s.tax_minor),
       ('totalMinor', coalesce(l.total, 0) + s.rounding_minor, s.total_minor),
       ('paidMinor', p.paid, s.total_minor)) as f (field, recomputed, stored)
     where s.org_id = $1 and f.recomputed is not null and f.recomputed <> f.stored
     order by s.sale_id, f.field`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'sale',
    of: { saleId: row.sale_id },
    field: row.field,
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}
