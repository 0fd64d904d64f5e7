import type { Tx } from '../platform/postgres.ts';
import type { Difference } from './difference.ts';

type Row = {
  source_id: string;
  line_no: number;
  kind: string;
  recomputed: number | null;
  stored: number | null;
};

/**
 * Every line of a sale took its quantity out of the stock of its item at the sale's location, and every posted void gave it back. A move
 * that calls itself of a sale or void has such a line.
 */
export async function saleMoveDifferences(tx: Tx): Promise<Difference[]> {
  const rows = await tx.rows<Row>(
    `with wanted as (
       select l.sale_id as source_id, l.line_no, s.location_id, l.item_id, -l.qty_milli as delta, 'sale' as kind
       from sales.line l join sales.sale s on s.org_id = l.org_id and s.sale_id = l.sale_id where l.org_id = $1
       union all
       select v.void_id, l.line_no, s.location_id, l.item_id, l.qty_milli, 'void'
       from sales.void v join sales.sale s on s.org_id = v.org_id and s.sale_id = v.sale_id
       join sales.line l on l.org_id = v.org_id and l.sale_id = v.sale_id where v.org_id = $1 and v.posted_at is not null
     ), posted as (
       select source_id, source_no, location_id, item_id, on_hand_delta_milli, case kind when 'void' then 'void' else 'sale' end as kind
       from stock.move where org_id = $1 and kind in ('sale', 'return', 'void')
     )
     select coalesce(w.source_id, p.source_id) as source_id, coalesce(w.line_no, p.source_no) as line_no, coalesce(w.kind, p.kind) as kind,
       w.delta as recomputed, p.on_hand_delta_milli as stored
     from wanted w full join posted p
       on p.source_id = w.source_id and p.source_no = w.line_no and p.location_id = w.location_id and p.item_id = w.item_id and p.kind = w.kind
     where w.delta is distinct from p.on_hand_delta_milli order by 1, 2`,
    [tx.orgId],
  );
  return rows.map((row) => ({
    kind: 'sale-move',
    of: { [row.kind === 'void' ? 'voidId' : 'saleId']: row.source_id, lineNo: row.line_no },
    field: 'onHandDeltaMilli',
    recomputed: row.recomputed,
    stored: row.stored,
  }));
}
