create schema sales;
grant usage on schema sales to barrow_app;

-- A captured sale or return (lines with a negative quantity). Append-only; a void is a fact of its own.
create table sales.sale (
  org_id uuid not null,
  sale_id uuid not null,
  location_id uuid not null,
  business_day date not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  currency text not null,
  line_count integer not null,
  net_minor bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  rounding_minor bigint not null,
  total_minor bigint not null,
  tax_inclusive boolean not null,
  origin text not null,
  entered_by text not null,
  receipt_number text,
  reference text,
  content_hash bytea not null,
  primary key (org_id, sale_id)
);
create index sale_by_location on sales.sale (org_id, location_id, business_day, occurred_at);
create index sale_by_receipt on sales.sale (org_id, receipt_number) where receipt_number is not null;
call platform.protect('sales.sale');
revoke update, delete on sales.sale from barrow_app;

create table sales.line (
  org_id uuid not null,
  sale_id uuid not null,
  line_no integer not null,
  item_id uuid not null,
  qty_milli bigint not null check (qty_milli <> 0),
  unit_price_micro bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  description text,
  return_of_sale_id uuid,
  return_of_line_no integer,
  primary key (org_id, sale_id, line_no)
);
call platform.protect('sales.line');
revoke update, delete on sales.line from barrow_app;

create table sales.payment (
  org_id uuid not null,
  sale_id uuid not null,
  payment_no integer not null,
  method text not null,
  amount_minor bigint not null,
  reference text,
  primary key (org_id, sale_id, payment_no)
);
call platform.protect('sales.payment');
revoke update, delete on sales.payment from barrow_app;

-- A void may arrive before its sale; it takes effect (posted) when both are here.
create table sales.void (
  org_id uuid not null,
  void_id uuid not null,
  sale_id uuid not null,
  location_id uuid not null,
  reason text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  posted_at timestamptz,
  entered_by text not null,
  primary key (org_id, void_id)
);
create unique index void_by_sale on sales.void (org_id, sale_id);
call platform.protect('sales.void');

create table sales.day_total (
  org_id uuid not null,
  location_id uuid not null,
  business_day date not null,
  currency text not null,
  sale_count bigint not null,
  return_count bigint not null,
  line_count bigint not null,
  sold_milli bigint not null,
  returned_milli bigint not null,
  total_minor bigint not null,
  discount_minor bigint not null,
  tax_minor bigint not null,
  cost_micro bigint not null,
  last_occurred_at timestamptz not null,
  primary key (org_id, location_id, business_day, currency)
) with (fillfactor = 70);
call platform.protect('sales.day_total');

-- Demand by item, location and business day.
create table sales.item_day (
  org_id uuid not null,
  location_id uuid not null,
  item_id uuid not null,
  business_day date not null,
  sold_milli bigint not null,
  returned_milli bigint not null,
  total_minor bigint not null,
  primary key (org_id, location_id, item_id, business_day)
) with (fillfactor = 70);
call platform.protect('sales.item_day');

-- A sale and its void that are committed at the same moment do not see each other: a sweep posts what was left.
create index void_pending on sales.void (org_id, sale_id) where posted_at is null;
call platform.let_dispatch_read('sales.void');
call platform.let_dispatch_read('sales.sale');
create function sales.voids_due(at_most integer) returns table (org_id uuid, sale_id uuid)
language sql stable security definer set search_path = sales, pg_temp
as $$
  select v.org_id, v.sale_id from sales.void v
  where v.posted_at is null and exists (select from sales.sale s where s.org_id = v.org_id and s.sale_id = v.sale_id)
  limit at_most
$$;
call platform.give_to_dispatch('sales.voids_due(integer)', 'barrow_app');
