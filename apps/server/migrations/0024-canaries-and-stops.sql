-- A version that only some locations try, beside the one that all others keep.
alter table flows.definition add column stage text not null default 'live' check (stage in ('live', 'canary'));

-- Which locations' events a trigger hears: only these, or all but these. Events of no location are heard by the version that is live.
alter table flows.trigger
  add column only_location_ids uuid[],
  add column except_location_ids uuid[];

-- Emergency stops: of a workflow, of a location, of both, or, with neither, of everything. While one holds, no run begins or goes on.
create table flows.stop (
  org_id uuid not null,
  stop_id uuid not null,
  -- `namespace/name`, all versions
  workflow text,
  location_id uuid,
  why text not null check (why <> ''),
  made_at timestamptz not null default now(),
  made_by text not null,
  ended_at timestamptz,
  ended_by text,
  primary key (org_id, stop_id)
);
create index stop_that_holds on flows.stop (org_id) where ended_at is null;
call platform.protect('flows.stop');
call platform.let_dispatch_read('flows.stop');

-- Runs that stand still because of a stop: they go on when it ends.
create table flows.stopped_run (
  org_id uuid not null,
  stop_id uuid not null,
  run_id uuid not null,
  primary key (org_id, stop_id, run_id)
);
call platform.protect('flows.stopped_run');

-- The organisations in which something is stopped.
create function flows.organisations_stopped() returns table (org_id uuid)
language sql stable security definer set search_path = flows, pg_temp
as $$ select distinct s.org_id from flows.stop s where s.ended_at is null $$;
call platform.give_to_dispatch('flows.organisations_stopped()', 'barrow_app');

-- What the runs of a version did.
create index audit_of_workflows on platform.audit (org_id, actor_name, at) where entered_by = 'workflow';
