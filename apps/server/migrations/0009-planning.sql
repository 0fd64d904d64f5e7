create schema planning;
grant usage on schema planning to barrow_app;

-- What stands where, for joins of other modules' views: the stock module's promise, its tables may change behind it.
create view stock.held with (security_invoker = true) as
  select org_id, location_id, item_id, on_hand_milli, value_micro, average_cost_micro from stock.balance;
grant select on stock.held to barrow_app;

-- How much safety to hold and how often to order. The most special that says something wins: item, category, location, organisation.
create table planning.policy (
  org_id uuid not null,
  scope text not null check (scope in ('organisation', 'location', 'category', 'item')),
  -- '' for the organisation, an id, or the name of a category
  scope_key text not null,
  service_level double precision check (service_level between 0.5 and 0.999),
  review_days smallint check (review_days between 1 and 90),
  automatic boolean not null default false,
  changed_at timestamptz not null default now(),
  primary key (org_id, scope, scope_key),
  check ((scope = 'organisation') = (scope_key = '')),
  check (scope = 'organisation' or not automatic)
);
call platform.protect('planning.policy');
call platform.let_dispatch_read('planning.policy');

create table planning.run (
  org_id uuid not null,
  run_id uuid not null,
  status text not null default 'running' check (status in ('running', 'done', 'failed')),
  -- set for the run of the day's schedule: one a day
  automatic_day date,
  requested_by text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (org_id, run_id)
);
create unique index run_automatic on planning.run (org_id, automatic_day) where automatic_day is not null;
create index run_newest on planning.run (org_id, started_at, run_id);
call platform.protect('planning.run');

-- A run's work, a location each: leased to a process, done once. Figures of one location make the run's.
create table planning.run_location (
  org_id uuid not null,
  run_id uuid not null,
  location_id uuid not null,
  day date not null,
  status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
  leased_until timestamptz,
  attempts smallint not null default 0,
  failure text,
  finished_at timestamptz,
  items integer not null default 0,
  -- of more than nothing
  proposals integer not null default 0,
  -- time spent: waiting for the database, computing, storing
  read_ms integer not null default 0,
  compute_ms integer not null default 0,
  write_ms integer not null default 0,
  -- the forecasts before this run, held against what was sold since: item-days, thousandths
  compared_days integer not null default 0,
  expected_milli bigint not null default 0,
  actual_milli bigint not null default 0,
  primary key (org_id, run_id, location_id)
);
create index run_location_pending on planning.run_location (leased_until) where status = 'pending';
create index run_location_newest on planning.run_location (org_id, location_id, finished_at) where status = 'done';
call platform.protect('planning.run_location');
call platform.let_dispatch_read('planning.run_location');

-- Runs with a location that nobody works on: new, or left by a process that died.
create function planning.runs_due(at_most integer) returns table (org_id uuid, run_id uuid)
language sql stable security definer set search_path = planning, pg_temp
as $$
  select distinct l.org_id, l.run_id from planning.run_location l
  where l.status = 'pending' and (l.leased_until is null or l.leased_until < now()) limit at_most
$$;
call platform.give_to_dispatch('planning.runs_due(integer)', 'barrow_app');

-- Organisations that want to be planned every day.
create function planning.automatic() returns table (org_id uuid)
language sql stable security definer set search_path = planning, pg_temp
as $$ select p.org_id from planning.policy p where p.scope = 'organisation' and p.automatic $$;
call platform.give_to_dispatch('planning.automatic()', 'barrow_app');

-- The newest forecast of each item that is planned at a location.
create table planning.forecast (
  org_id uuid not null,
  location_id uuid not null,
  item_id uuid not null,
  run_id uuid not null,
  first_day date not null,
  level_milli double precision not null,
  forecast jsonb not null,
  primary key (org_id, location_id, item_id)
) with (fillfactor = 70);
call platform.protect('planning.forecast');

-- What to order and why. One is open for an item and location; a newer run supersedes it.
create table planning.proposal (
  org_id uuid not null,
  proposal_id uuid not null,
  run_id uuid not null,
  location_id uuid not null,
  item_id uuid not null,
  supplier_id uuid not null,
  day date not null,
  status text not null default 'open' check (status in ('open', 'approved', 'dismissed', 'superseded')),
  reason text not null,
  qty_milli bigint not null check (qty_milli >= 0),
  unit_cost_micro bigint not null,
  value_micro bigint not null,
  currency text not null,
  order_day date not null,
  delivery_day date not null,
  -- the order of its supplier and location against the supplier's minimum: waiting until there is more, or filled up
  minimum text not null check (minimum in ('met', 'topped-up', 'deferred')),
  explanation jsonb not null,
  created_at timestamptz not null default now(),
  approved_milli bigint,
  order_id uuid,
  decided_at timestamptz,
  decided_by text,
  note text,
  primary key (org_id, proposal_id)
);
create unique index proposal_open on planning.proposal (org_id, location_id, item_id) where status = 'open';
create index proposal_list on planning.proposal (org_id, status, location_id, supplier_id, proposal_id) where qty_milli > 0;
create index proposal_by_status on planning.proposal (org_id, status, location_id, supplier_id, proposal_id);
call platform.protect('planning.proposal');
