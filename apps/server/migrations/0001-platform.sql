-- Roles: the tables belong to whoever migrates; the server works as barrow_app, which row-level security binds.
-- barrow_auth sees only the sign-in tables; barrow_dispatch owns the few functions that look across organisations.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['barrow_app', 'barrow_auth', 'barrow_dispatch'] loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
    if not pg_has_role(current_user, wanted, 'set') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end $$;

create schema platform;
grant usage on schema platform to barrow_app, barrow_dispatch;

-- The organisation of the running transaction; null outside of one, so that no row passes.
create function platform.org_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.org_id', true), '')::uuid;

-- Every table with an org_id goes through here: row-level security for everyone, the owner too.
create procedure platform.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid) '
    'with check (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', target);
  execute format('grant select, insert, update, delete on %s to barrow_app', target);
end $$;

-- Lets barrow_dispatch read a table across organisations, for a narrow function that it owns.
create procedure platform.let_dispatch_read(target regclass) language plpgsql as $$
begin
  execute format('create policy dispatch on %s for select to barrow_dispatch using (true)', target);
  execute format('grant select on %s to barrow_dispatch', target);
end $$;

-- Hands a function to barrow_dispatch and lets only the given role call it.
create procedure platform.give_to_dispatch(target regprocedure, caller regrole) language plpgsql as $$
declare
  home text := (select n.nspname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = target);
begin
  execute format('grant usage, create on schema %I to barrow_dispatch', home);
  execute format('revoke all on function %s from public', target);
  execute format('grant execute on function %s to %s', target, caller);
  execute format('alter function %s owner to barrow_dispatch', target);
  execute format('revoke create on schema %I from barrow_dispatch', home);
end $$;

-- A restore from a backup begins a new epoch; events of older epochs are all committed.
create table platform.epoch (
  only_row boolean primary key default true check (only_row),
  number integer not null default 1,
  began_at timestamptz not null default now()
);
insert into platform.epoch default values;
alter table platform.epoch enable row level security;
alter table platform.epoch force row level security;
create policy everyone_reads on platform.epoch for select using (true);
create policy owner_writes on platform.epoch for update using (true);
grant select on platform.epoch to barrow_app, barrow_dispatch;

-- The event log. Readers order by (epoch, xid, position) and read only below the oldest running transaction.
create table platform.event (
  org_id uuid not null,
  epoch integer not null,
  xid xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  type text not null,
  version smallint not null default 1,
  subject_id uuid,
  location_id uuid,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  origin text not null default 'live' check (origin in ('live', 'late', 'import', 'replay')),
  actor text not null,
  trace_id text,
  data jsonb not null,
  primary key (org_id, epoch, xid, position)
);
call platform.protect('platform.event');
call platform.let_dispatch_read('platform.event');
revoke update, delete on platform.event from barrow_app;

create table platform.idempotency (
  org_id uuid not null,
  actor text not null,
  key text not null,
  action text not null,
  request_hash bytea not null,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (org_id, actor, key)
);
create index idempotency_age on platform.idempotency (org_id, created_at);
call platform.protect('platform.idempotency');

-- Who did what, through which door, on what, and how it was before and after. Append-only.
create table platform.audit (
  org_id uuid not null,
  position bigint generated always as identity,
  at timestamptz not null default now(),
  action text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  entered_by text not null,
  subject_id text,
  location_id uuid,
  before jsonb,
  after jsonb,
  trace_id text,
  primary key (org_id, position)
);
create index audit_by_subject on platform.audit (org_id, subject_id, position);
call platform.protect('platform.audit');
revoke update, delete on platform.audit from barrow_app;

-- Events of some organisations after a cursor each, in log order, only those that no running transaction can precede.
create function platform.events_after(orgs uuid[], epochs integer[], xids text[], positions bigint[], at_most integer)
returns table (
  org_id uuid, epoch integer, xid text, "position" bigint, type text, version smallint, subject_id uuid, location_id uuid,
  occurred_at timestamptz, recorded_at timestamptz, origin text, actor text, trace_id text, data jsonb
)
language sql stable security definer set search_path = platform, pg_temp
as $$
  select e.org_id, e.epoch, e.xid::text, e.position, e.type, e.version, e.subject_id, e.location_id,
         e.occurred_at, e.recorded_at, e.origin, e.actor, e.trace_id, e.data
  from unnest(orgs, epochs, xids, positions) as wanted (org_id, epoch, xid, position)
  cross join lateral (
    select * from platform.event event
    where event.org_id = wanted.org_id
      and (event.epoch, event.xid, event.position) > (wanted.epoch, wanted.xid::xid8, wanted.position)
      and (event.epoch < (select number from platform.epoch)
           or event.xid < pg_snapshot_xmin(pg_current_snapshot()))
    order by event.epoch, event.xid, event.position
    limit at_most
  ) e
$$;
call platform.give_to_dispatch('platform.events_after(uuid[], integer[], text[], bigint[], integer)', 'barrow_app');
