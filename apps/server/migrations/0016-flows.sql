-- Workflows: definitions, and runs that survive whatever process dies. A run is a small state; what it waits for stands in rows beside it.
create schema flows;
grant usage on schema flows to barrow_app;

-- Immutable once published. Runs act with the grant of the publication.
create table flows.definition (
  org_id uuid not null,
  definition_id uuid not null,
  namespace text not null,
  name text not null,
  version text not null,
  document jsonb not null,
  source text not null,
  content_hash bytea not null,
  role text not null,
  location_ids uuid[],
  published_by text not null,
  published_at timestamptz not null default now(),
  retired_at timestamptz,
  primary key (org_id, definition_id)
);
create unique index definition_by_name on flows.definition (org_id, namespace, name, version);
call platform.protect('flows.definition');

create table flows.run (
  org_id uuid not null,
  run_id uuid not null,
  definition_id uuid not null,
  status text not null check (status in ('queued', 'running', 'waiting', 'suspended', 'completed', 'faulted', 'cancelled', 'quarantined')),
  state jsonb,
  state_version smallint not null,
  input jsonb,
  output jsonb,
  error jsonb,
  -- JSON Pointer of the task that it stands at or failed in.
  at_task text,
  priority smallint not null default 0,
  concurrency_key text,
  business_keys text[],
  parent_run_id uuid,
  -- The call of the parent that waits for the end of this run.
  parent_key text,
  depth smallint not null default 0,
  started_by text not null,
  -- Where the event log stood: nothing before concerns the run.
  from_epoch integer not null,
  from_xid xid8 not null,
  from_position bigint not null,
  trace_id text,
  journal_rows integer not null default 0,
  deaths smallint not null default 0,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  primary key (org_id, run_id)
);
create index run_by_time on flows.run (org_id, started_at, run_id);
create index run_queued on flows.run (org_id, concurrency_key, priority desc, started_at) where status = 'queued';
create index run_children on flows.run (org_id, parent_run_id) where parent_run_id is not null and ended_at is null;
call platform.protect('flows.run');

-- Search by what a run is about: `order:...`, `item:...`. A table of its own, since row-level security keeps arrays from their index.
create table flows.run_key (
  org_id uuid not null,
  business_key text not null,
  run_id uuid not null,
  primary key (org_id, business_key, run_id)
);
call platform.protect('flows.run_key');

-- What happened in a run, in order, written once: its history, the audit trail, what process mining reads.
create table flows.journal (
  org_id uuid not null,
  run_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  -- For a task that ended without waiting: when it began. Others have an entry of their own for that.
  started_at timestamptz,
  kind text not null,
  task text,
  -- Which visit of the task: tasks in loops have several.
  visit text,
  output jsonb,
  error jsonb,
  primary key (org_id, run_id, seq)
);
call platform.protect('flows.journal');
revoke update on flows.journal from barrow_app;

-- Runs that have something to do now, and since when. Whoever locks the row of a run here may change the run: there is one at a time.
create table flows.due (
  org_id uuid not null,
  run_id uuid not null,
  due_at timestamptz not null,
  priority smallint not null default 0,
  -- An older process leaves alone what a newer one wrote.
  state_version smallint not null default 0,
  primary key (org_id, run_id)
);
create index due_in_turn on flows.due (org_id, priority desc, due_at);
call platform.protect('flows.due');
call platform.let_dispatch_read('flows.due');

-- The organisations that have due runs: all that a dispatcher is told across them.
create function flows.organisations_due() returns table (org_id uuid)
language sql stable security definer set search_path = flows, pg_temp
as $$ select d.org_id from flows.due d group by d.org_id $$;
call platform.give_to_dispatch('flows.organisations_due()', 'barrow_app');

-- What has come for a run and was not yet taken in: results of calls, events, ends of tasks and of other runs, commands of people.
create table flows.inbox (
  org_id uuid not null,
  run_id uuid not null,
  position bigint generated always as identity,
  kind text not null,
  key text,
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (org_id, run_id, position)
);
call platform.protect('flows.inbox');

create table flows.timer (
  org_id uuid not null,
  run_id uuid not null,
  key text not null,
  due_at timestamptz not null,
  primary key (org_id, run_id, key)
);
create index timer_by_time on flows.timer (due_at);
call platform.protect('flows.timer');
call platform.let_dispatch_read('flows.timer');

create function flows.timers_due(at_most integer) returns table (org_id uuid, run_id uuid, key text)
language sql stable security definer set search_path = flows, pg_temp
as $$ select t.org_id, t.run_id, t.key from flows.timer t where t.due_at <= now() order by t.due_at limit at_most $$;
call platform.give_to_dispatch('flows.timers_due(integer)', 'barrow_app');

-- Milliseconds until the next timer; null when there is none.
create function flows.next_timer_ms() returns double precision
language sql stable security definer set search_path = flows, pg_temp
as $$ select extract(epoch from (min(t.due_at) - clock_timestamp())) * 1000 from flows.timer t $$;
call platform.give_to_dispatch('flows.next_timer_ms()', 'barrow_app');

-- Calls to the outside: leased, repeated with the same key, their results counted under the newest lease only.
create table flows.call (
  org_id uuid not null,
  run_id uuid not null,
  key text not null,
  kind text not null,
  request jsonb not null,
  status text not null default 'due' check (status in ('due', 'leased', 'dead')),
  due_at timestamptz not null,
  deadline_at timestamptz not null,
  attempts integer not null default 0,
  lease_generation integer not null default 0,
  leased_by uuid,
  last_result text,
  made_at timestamptz not null default now(),
  primary key (org_id, run_id, key)
);
create index call_due on flows.call (due_at) where status in ('due', 'leased');
create index call_dead on flows.call (org_id, made_at) where status = 'dead';
call platform.protect('flows.call');
call platform.let_dispatch_read('flows.call');

-- What runs listen for. `looked_back`: events between the run's start and the reader's cursor were looked through.
create table flows.listener (
  org_id uuid not null,
  run_id uuid not null,
  key text not null,
  task text not null,
  types text[] not null,
  filter jsonb not null,
  looked_back boolean not null default false,
  primary key (org_id, run_id, key)
);
create index listener_new on flows.listener (org_id) where not looked_back;
call platform.protect('flows.listener');
call platform.let_dispatch_read('flows.listener');

-- Events that a task of a run has heard: each once, also when it listens again.
create table flows.heard (
  org_id uuid not null,
  run_id uuid not null,
  task text not null,
  epoch integer not null,
  xid xid8 not null,
  position bigint not null,
  primary key (org_id, run_id, task, epoch, xid, position)
);
call platform.protect('flows.heard');

-- What starts runs: events of the log, or the clock.
create table flows.trigger (
  org_id uuid not null,
  trigger_id uuid not null,
  definition_id uuid not null,
  kind text not null check (kind in ('event', 'schedule')),
  settings jsonb not null,
  enabled boolean not null default true,
  from_epoch integer,
  from_xid xid8,
  from_position bigint,
  next_at timestamptz,
  made_at timestamptz not null default now(),
  made_by text not null,
  primary key (org_id, trigger_id)
);
create index trigger_next on flows.trigger (next_at) where enabled and next_at is not null;
call platform.protect('flows.trigger');
call platform.let_dispatch_read('flows.trigger');

-- How far an organisation's triggers and listeners have read the event log.
create table flows.reader (
  org_id uuid not null primary key,
  epoch integer not null,
  xid xid8 not null,
  position bigint not null,
  -- Changes with any trigger, so that readers keep compiled ones.
  triggers_version integer not null default 0
);
call platform.protect('flows.reader');
call platform.let_dispatch_read('flows.reader');

-- Where the readers of all organisations stand: who has them may ask cheaply whether there is something new.
-- `fresh`: a listener was armed since.
create function flows.readers() returns table (org_id uuid, epoch integer, xid text, "position" bigint, fresh boolean)
language sql stable security definer set search_path = flows, pg_temp
as $$
  select r.org_id, r.epoch, r.xid::text, r.position,
    exists (select from flows.listener l where l.org_id = r.org_id and not l.looked_back)
  from flows.reader r
$$;
call platform.give_to_dispatch('flows.readers()', 'barrow_app');

-- Events that a trigger or listener could not take in. They stop nobody.
create table flows.poisoned (
  org_id uuid not null,
  poisoned_id uuid not null,
  for_what text not null,
  event jsonb not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (org_id, poisoned_id)
);
call platform.protect('flows.poisoned');

-- Runs of a concurrency key that are under way.
create table flows.slot (
  org_id uuid not null,
  concurrency_key text not null,
  taken integer not null,
  at_most integer not null,
  primary key (org_id, concurrency_key)
);
call platform.protect('flows.slot');

-- What each process has in hand, written outside of the transaction that works on it: what is left of a dead process tells which runs
-- were there when it died.
create table flows.claim (
  org_id uuid not null,
  node_id uuid not null,
  claim_id uuid not null,
  run_ids uuid[] not null,
  -- The database process of the transaction: it goes when the process that has the runs in hand dies.
  backend_pid integer not null,
  at timestamptz not null default now(),
  primary key (org_id, node_id, claim_id)
);
call platform.protect('flows.claim');
call platform.let_dispatch_read('flows.claim');

-- Calls to look at now, the organisations in turn.
create function flows.calls_due(at_most integer) returns table (org_id uuid, run_id uuid, key text)
language sql stable security definer set search_path = flows, pg_temp
as $$
  select c.org_id, c.run_id, c.key
  from (
    select w.org_id, w.run_id, w.key, w.due_at, row_number() over (partition by w.org_id order by w.due_at) as place
    from (select * from flows.call where status in ('due', 'leased') and due_at <= now() order by due_at limit at_most * 4) w
  ) c
  order by c.place, c.due_at limit at_most
$$;
call platform.give_to_dispatch('flows.calls_due(integer)', 'barrow_app');

-- Schedules whose time has come.
create function flows.schedules_due(at_most integer) returns table (org_id uuid, trigger_id uuid)
language sql stable security definer set search_path = flows, pg_temp
as $$ select t.org_id, t.trigger_id from flows.trigger t where t.enabled and t.next_at <= now() order by t.next_at limit at_most $$;
call platform.give_to_dispatch('flows.schedules_due(integer)', 'barrow_app');

-- Notes of work in hand whose process is gone.
create function flows.claims_left() returns table (org_id uuid, node_id uuid, claim_id uuid)
language sql stable security definer set search_path = flows, pg_temp
as $$
  select c.org_id, c.node_id, c.claim_id from flows.claim c
  where not exists (select from pg_stat_activity a where a.pid = c.backend_pid) or c.at < now() - interval '10 minutes'
  limit 100
$$;
call platform.give_to_dispatch('flows.claims_left()', 'barrow_app');
