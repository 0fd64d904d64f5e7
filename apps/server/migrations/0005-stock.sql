create schema stock;
grant usage on schema stock to barrow_app;

-- Double entry: each move takes qty_milli from one account and gives it to another, at one location; transfers name the other
-- location too. Value effect and unit cost are fixed when posted. Append-only; corrections are new moves.
create table stock.move (
  org_id uuid not null,
  source_id uuid not null,
  source_no integer not null,
  position bigint generated always as identity,
  location_id uuid not null,
  item_id uuid not null,
  kind text not null,
  from_account text not null,
  to_account text not null,
  counter_location_id uuid,
  qty_milli bigint not null check (qty_milli >= 0),
  on_hand_delta_milli bigint not null check (abs(on_hand_delta_milli) = qty_milli or on_hand_delta_milli = 0),
  unit_cost_micro bigint not null,
  value_micro bigint not null,
  business_day date not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  reason text,
  primary key (org_id, source_id, source_no)
);
create index move_by_item on stock.move (org_id, location_id, item_id, position);
call platform.protect('stock.move');
revoke update, delete on stock.move from barrow_app;

-- A cache of the moves. fillfactor leaves room for updates in place.
create table stock.balance (
  org_id uuid not null,
  location_id uuid not null,
  item_id uuid not null,
  on_hand_milli bigint not null default 0,
  reserved_milli bigint not null default 0 check (reserved_milli >= 0),
  in_transit_milli bigint not null default 0,
  offline_allowance_milli bigint not null default 0 check (offline_allowance_milli >= 0),
  minimum_milli bigint not null default 0 check (minimum_milli >= 0),
  value_micro bigint not null default 0,
  average_cost_micro bigint not null default 0,
  last_counted_at timestamptz,
  changed_at timestamptz not null default now(),
  primary key (org_id, location_id, item_id)
) with (fillfactor = 70);
call platform.protect('stock.balance');

-- A promise. Held quantities lower availability; taking up, release and expiry each happen once.
create table stock.reservation (
  org_id uuid not null,
  reservation_id uuid not null,
  line_no integer not null,
  location_id uuid not null,
  item_id uuid not null,
  qty_milli bigint not null check (qty_milli > 0),
  status text not null default 'held' check (status in ('held', 'taken', 'released', 'expired')),
  subject text not null default '',
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (org_id, reservation_id, line_no)
);
create index reservation_due on stock.reservation (expires_at) where status = 'held';
create index reservation_by_item on stock.reservation (org_id, location_id, item_id) where status = 'held';
call platform.protect('stock.reservation');
call platform.let_dispatch_read('stock.reservation');

create function stock.reservations_due(at_most integer) returns table (org_id uuid, reservation_id uuid)
language sql stable security definer set search_path = stock, pg_temp
as $$
  select distinct r.org_id, r.reservation_id from stock.reservation r
  where r.status = 'held' and r.expires_at <= now() limit at_most
$$;
call platform.give_to_dispatch('stock.reservations_due(integer)', 'barrow_app');

create table stock.transfer (
  org_id uuid not null,
  transfer_id uuid not null,
  from_location_id uuid not null,
  to_location_id uuid not null,
  status text not null check (status in ('requested', 'shipped', 'received', 'cancelled')),
  note text not null default '',
  requested_at timestamptz not null default now(),
  shipped_at timestamptz,
  received_at timestamptz,
  primary key (org_id, transfer_id),
  check (from_location_id <> to_location_id)
);
create index transfer_by_status on stock.transfer (org_id, status, transfer_id);
call platform.protect('stock.transfer');

create table stock.transfer_line (
  org_id uuid not null,
  transfer_id uuid not null,
  line_no integer not null,
  item_id uuid not null,
  requested_milli bigint not null,
  shipped_milli bigint not null default 0,
  received_milli bigint not null default 0,
  shipped_value_micro bigint not null default 0,
  primary key (org_id, transfer_id, line_no)
);
call platform.protect('stock.transfer_line');

-- A count, waste, adjustment, opening, receipt: what a set of moves was booked for. Its id makes it idempotent.
create table stock.document (
  org_id uuid not null,
  document_id uuid not null,
  kind text not null,
  location_id uuid not null,
  content_hash bytea not null,
  reason text not null default '',
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  entered_by text not null,
  primary key (org_id, document_id)
);
create index document_by_location on stock.document (org_id, location_id, recorded_at);
call platform.protect('stock.document');
revoke update, delete on stock.document from barrow_app;
