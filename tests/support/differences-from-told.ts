import type { SaleInput } from '@barrow/contracts';
import pg from 'pg';

const sums: Readonly<Record<string, string>> = {
  'a sale has not the lines that it says': `select s.sale_id::text from sales.sale s where s.line_count <> (select count(*) from sales.line l where l.org_id = s.org_id and l.sale_id = s.sale_id)`,
  'a sale has not the payment that adds up to its total': `select s.sale_id::text from sales.sale s where s.total_minor <> (select coalesce(sum(p.amount_minor), 0) from sales.payment p where p.org_id = s.org_id and p.sale_id = s.sale_id)`,
  'a line has not one move of its quantity': `select l.sale_id::text from sales.line l where (select array_agg(-m.on_hand_delta_milli) from stock.move m where m.org_id = l.org_id and m.source_id = l.sale_id and m.source_no = l.line_no) is distinct from array[l.qty_milli]`,
  'a balance is not the sum of its moves': `select coalesce(b.item_id, m.item_id)::text from stock.balance b
     full join (select org_id, location_id, item_id, sum(on_hand_delta_milli) as on_hand, sum(value_micro) as value from stock.move group by 1, 2, 3) m using (org_id, location_id, item_id)
     where b.on_hand_milli is distinct from coalesce(m.on_hand, 0) or b.value_micro is distinct from coalesce(m.value, 0)`,
  'reserved is not what is held': `select b.item_id::text from stock.balance b
     where b.reserved_milli <> (select coalesce(sum(r.qty_milli), 0) from stock.reservation r where r.org_id = b.org_id and r.location_id = b.location_id and r.item_id = b.item_id and r.status = 'held')`,
  'a day total is not the sum of its sales': `select coalesce(t.location_id, s.location_id)::text from sales.day_total t
     full join (select org_id, location_id, business_day, currency, count(*) as sales, sum(line_count) as lines, sum(total_minor) as total from sales.sale group by 1, 2, 3, 4) s using (org_id, location_id, business_day, currency)
     where (t.sale_count, t.line_count, t.total_minor) is distinct from (s.sales, s.lines, s.total)`,
  'the demand of an item is not the sum of its lines': `select coalesce(d.item_id, l.item_id)::text from sales.item_day d
     full join (select l.org_id, s.location_id, l.item_id, s.business_day, sum(l.qty_milli) as sold from sales.line l join sales.sale s using (org_id, sale_id) group by 1, 2, 3, 4) l using (org_id, location_id, item_id, business_day)
     where d.sold_milli is distinct from l.sold`,
  'a sale has not exactly one event': `select s.sale_id::text from sales.sale s where 1 <> (select count(*) from platform.event e where e.org_id = s.org_id and e.subject_id = s.sale_id and e.type = 'sales.sale.captured')`,
  'an event is of no sale': `select e.subject_id::text from platform.event e where e.type = 'sales.sale.captured' and not exists (select from sales.sale s where s.org_id = e.org_id and s.sale_id = e.subject_id)`,
};

/**
 * What the database holds other than what clients were told: sales that are missing, doubled or nobody's, and books that do not add up.
 * For databases in which every sale is a sale of these clients, with positive quantities.
 */
export async function differencesFromTold(
  databaseUrl: string,
  told: ReadonlyMap<string, SaleInput>,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found: string[] = [];
    const { rows } = await client.query<{ sale_id: string; total_minor: string; line_count: number }>(
      'select sale_id, total_minor, line_count from sales.sale',
    );
    const stored = new Map(rows.map((row) => [row.sale_id, row]));
    for (const [id, sale] of told) {
      const row = stored.get(id);
      if (row === undefined) found.push(`sale ${id} was told stored and is lost`);
      else if (row.line_count !== sale.lines.length || Number(row.total_minor) !== sale.payments?.[0]?.amountMinor)
        found.push(`sale ${id} was stored otherwise than sent`);
    }
    for (const id of stored.keys()) if (!told.has(id)) found.push(`sale ${id} is stored and nobody was told`);
    for (const [what, text] of Object.entries(sums)) {
      const wrong = await client.query<Record<string, string>>(text);
      for (const row of wrong.rows) found.push(`${what}: ${Object.values(row).join(' ')}`);
    }
    return found.slice(0, 50);
  } finally {
    await client.end();
  }
}
