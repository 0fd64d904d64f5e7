create schema supply;
grant usage on schema supply to barrow_app;

-- Who delivers, and how orders reach them. Secrets are sealed by the server; the database never sees them open.
create table supply.supplier (
  org_id uuid not null,
  supplier_id uuid not null,
  code text not null,
  name text not null,
  status text not null default 'active' check (status in ('active', 'retired')),
  currency text not null,
  transport text not null check (transport in ('http', 'email', 'manual')),
  order_url text,
  order_emails text[] not null default '{}',
  reply_to text,
  signing_secret bytea,
  bearer_token bytea,
  order_weekdays smallint[] not null default '{}',
  delivery_weekdays smallint[] not null default '{}',
  cutoff_minutes smallint not null default 1440,
  time_zone text not null,
  closed_days date[] not null default '{}',
  lead_time_days smallint not null check (lead_time_days >= 0),
  lead_time_sd_days double precision not null default 0 check (lead_time_sd_days >= 0),
  minimum_order_micro bigint not null default 0 check (minimum_order_micro >= 0),
  note text not null default '',
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (org_id, supplier_id)
);
create unique index supplier_code on supply.supplier (org_id, lower(code));
call platform.protect('supply.supplier');

-- What a supplier sells us, and on what terms. At most one source of an item is the preferred one.
create table supply.supplier_item (
  org_id uuid not null,
  supplier_id uuid not null,
  item_id uuid not null,
  supplier_item_code text not null,
  cost_micro bigint not null check (cost_micro >= 0),
  pack_milli bigint not null default 1000 check (pack_milli > 0),
  minimum_milli bigint not null default 0 check (minimum_milli >= 0),
  lead_time_days smallint check (lead_time_days >= 0),
  lead_time_sd_days double precision check (lead_time_sd_days >= 0),
  preferred boolean not null default false,
  changed_at timestamptz not null default now(),
  primary key (org_id, supplier_id, item_id)
);
create unique index supplier_item_preferred on supply.supplier_item (org_id, item_id) where preferred;
create index supplier_item_by_item on supply.supplier_item (org_id, item_id);
call platform.protect('supply.supplier_item');

-- The last order number given out.
create table supply.order_counter (
  org_id uuid primary key,
  last integer not null
);
call platform.protect('supply.order_counter');

create table supply.purchase_order (
  org_id uuid not null,
  order_id uuid not null,
  number text not null,
  supplier_id uuid not null,
  location_id uuid not null,
  currency text not null,
  status text not null check (status in
    ('draft', 'approved', 'sent', 'acknowledged', 'part-received', 'received', 'closed', 'cancelled')),
  -- how far the message got: none before placing, and always for suppliers that are told by hand
  delivery text not null default 'none' check (delivery in ('none', 'waiting', 'delivered', 'failed')),
  -- counts the versions that were placed; an idempotency key is one of a series
  series integer not null default 0,
  -- the lines were changed, or the supplier refused, since the last placing: the next placing begins a new series
  new_series boolean not null default true,
  source text not null check (source in ('proposal', 'manual')),
  content_hash bytea not null,
  requested_day date not null,
  expected_day date,
  due_day date generated always as (coalesce(expected_day, requested_day)) stored,
  late_raised_for date,
  reference text,
  refusal text,
  note text not null default '',
  created_at timestamptz not null default now(),
  created_by text not null,
  approved_at timestamptz,
  approved_by text,
  sent_at timestamptz,
  acknowledged_at timestamptz,
  received_at timestamptz,
  ended_at timestamptz,
  primary key (org_id, order_id)
);
create unique index purchase_order_number on supply.purchase_order (org_id, number);
create index purchase_order_newest on supply.purchase_order (org_id, created_at, order_id);
create index purchase_order_by_status on supply.purchase_order (org_id, status, created_at, order_id);
create index purchase_order_by_supplier on supply.purchase_order (org_id, supplier_id, created_at, order_id);
create index purchase_order_by_location on supply.purchase_order (org_id, location_id, created_at, order_id);
create index purchase_order_open on supply.purchase_order (org_id, location_id)
  where status in ('draft', 'approved', 'sent', 'acknowledged', 'part-received');
create index purchase_order_due on supply.purchase_order (due_day)
  where status in ('sent', 'acknowledged', 'part-received') and late_raised_for is distinct from due_day;
call platform.protect('supply.purchase_order');
call platform.let_dispatch_read('supply.purchase_order');

create table supply.purchase_order_line (
  org_id uuid not null,
  order_id uuid not null,
  line_no integer not null check (line_no > 0),
  item_id uuid not null,
  supplier_item_code text not null,
  qty_milli bigint not null check (qty_milli > 0),
  unit_cost_micro bigint not null check (unit_cost_micro >= 0),
  confirmed_milli bigint check (confirmed_milli >= 0),
  advised_milli bigint not null default 0 check (advised_milli >= 0),
  received_milli bigint not null default 0 check (received_milli >= 0),
  damaged_milli bigint not null default 0 check (damaged_milli >= 0),
  reason text,
  explanation jsonb,
  primary key (org_id, order_id, line_no)
);
create unique index purchase_order_line_item on supply.purchase_order_line (org_id, order_id, item_id);
call platform.protect('supply.purchase_order_line');

-- What was done to an order and which state it led to. Append-only.
create table supply.order_history (
  org_id uuid not null,
  order_id uuid not null,
  position bigint generated always as identity,
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  command text not null,
  status_before text,
  status_after text not null,
  note text,
  primary key (org_id, order_id, position)
);
call platform.protect('supply.order_history');
revoke update, delete on supply.order_history from barrow_app;

-- A message on its way. `due_at` is the next attempt, or the end of the lease of the running one. A result counts only under the
-- generation that its lease was given. The message is fixed when the order is placed, since a key repeats its content.
create table supply.dispatch (
  org_id uuid not null,
  order_id uuid not null,
  series integer not null,
  supplier_id uuid not null,
  status text not null default 'due' check (status in ('due', 'leased', 'delivered', 'refused', 'failed', 'cancelled')),
  idempotency_key text not null,
  message jsonb not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  lease_generation integer not null default 0,
  last_result text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (org_id, order_id, series)
);
create index dispatch_due on supply.dispatch (due_at) where status in ('due', 'leased');
call platform.protect('supply.dispatch');
call platform.let_dispatch_read('supply.dispatch');

-- Dispatches to look at now, the organisations in turn.
create function supply.dispatches_due(at_most integer) returns table (org_id uuid, order_id uuid, series integer, supplier_id uuid)
language sql stable security definer set search_path = supply, pg_temp
as $$
  select d.org_id, d.order_id, d.series, d.supplier_id
  from (
    select w.org_id, w.order_id, w.series, w.supplier_id, w.due_at,
      row_number() over (partition by w.org_id, w.supplier_id order by w.due_at) as place
    from supply.dispatch w where w.status in ('due', 'leased') and w.due_at <= now()
  ) d
  order by d.place, d.due_at limit at_most
$$;
call platform.give_to_dispatch('supply.dispatches_due(integer)', 'barrow_app');

-- Orders whose goods may be overdue: the day is over somewhere. The location's own day decides.
create function supply.orders_late(at_most integer) returns table (org_id uuid, order_id uuid)
language sql stable security definer set search_path = supply, pg_temp
as $$
  select o.org_id, o.order_id from supply.purchase_order o
  where o.status in ('sent', 'acknowledged', 'part-received') and o.late_raised_for is distinct from o.due_day
    and o.due_day <= (now() at time zone 'UTC')::date
  order by o.due_day limit at_most
$$;
call platform.give_to_dispatch('supply.orders_late(integer)', 'barrow_app');

-- What a supplier said it sent. The supplier's reference makes it idempotent.
create table supply.advice (
  org_id uuid not null,
  order_id uuid not null,
  delivery_reference text not null,
  content_hash bytea not null,
  day date not null,
  lines jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (org_id, order_id, delivery_reference)
);
call platform.protect('supply.advice');

-- Goods that came for an order. The id is the caller's and also that of the stock document.
create table supply.receipt (
  org_id uuid not null,
  receipt_id uuid not null,
  order_id uuid not null,
  content_hash bytea not null,
  reference text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  entered_by text not null,
  primary key (org_id, receipt_id)
);
create index receipt_by_order on supply.receipt (org_id, order_id, recorded_at);
call platform.protect('supply.receipt');
revoke update, delete on supply.receipt from barrow_app;

create table supply.receipt_line (
  org_id uuid not null,
  receipt_id uuid not null,
  line_no integer not null,
  received_milli bigint not null check (received_milli >= 0),
  damaged_milli bigint not null check (damaged_milli >= 0),
  unit_cost_micro bigint not null check (unit_cost_micro >= 0),
  reason text,
  primary key (org_id, receipt_id, line_no)
);
call platform.protect('supply.receipt_line');
revoke update, delete on supply.receipt_line from barrow_app;
