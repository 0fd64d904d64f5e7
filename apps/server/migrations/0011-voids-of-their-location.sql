-- A void that names another location than its sale is not posted: whoever sent it may have no right to that sale.
create or replace function sales.voids_due(at_most integer) returns table (org_id uuid, sale_id uuid)
language sql stable security definer set search_path = sales, pg_temp
as $$
  select v.org_id, v.sale_id from sales.void v
  where v.posted_at is null
    and exists (select from sales.sale s where s.org_id = v.org_id and s.sale_id = v.sale_id and s.location_id = v.location_id)
  limit at_most
$$;
