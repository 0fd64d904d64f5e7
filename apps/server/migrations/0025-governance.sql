-- How a change of a workflow goes live: draft, review, approval by somebody else, some locations first, all of them or back.
create schema governance;
grant usage on schema governance to barrow_app;

create table governance.policy (
  org_id uuid primary key,
  -- Workflows go live by review alone.
  review_required boolean not null,
  changed_at timestamptz not null default now(),
  changed_by text not null
);
call platform.protect('governance.policy');

create table governance.draft (
  org_id uuid not null,
  draft_id uuid not null,
  title text not null,
  -- What somebody is writing: it need not be a valid definition.
  source text not null,
  -- Grows with every save, so that nobody overwrites what he has not seen.
  revision integer not null default 1,
  status text not null check (status in ('draft', 'in-review', 'approved', 'released', 'discarded')),
  -- The version that it changes; null for a new workflow.
  base_definition_id uuid,
  -- Everybody who has written in it: none of them approves it.
  author_ids text[] not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  changed_by text not null,
  changed_at timestamptz not null default now(),
  submitted_by text,
  submitted_at timestamptz,
  approved_by text,
  approved_at timestamptz,
  primary key (org_id, draft_id)
);
create index draft_by_time on governance.draft (org_id, changed_at desc, draft_id desc);
call platform.protect('governance.draft');

create table governance.comment (
  org_id uuid not null,
  draft_id uuid not null,
  comment_id uuid not null,
  -- JSON Pointer of the task that is meant; null: all of it
  pointer text,
  body text not null check (body <> ''),
  revision integer not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  primary key (org_id, draft_id, comment_id)
);
call platform.protect('governance.comment');

create table governance.release (
  org_id uuid not null,
  release_id uuid not null,
  draft_id uuid not null,
  definition_id uuid not null,
  before_definition_id uuid,
  -- `namespace/name`
  workflow text not null,
  status text not null check (status in ('canary', 'everywhere', 'rolled-back')),
  -- Where it is tried first; null: everywhere at once.
  location_ids uuid[],
  -- A canary is rolled back by itself once so many runs have ended and more than this share of them faulted.
  alarm_min_runs integer not null,
  alarm_fault_share double precision not null,
  released_at timestamptz not null default now(),
  released_by text not null,
  ended_at timestamptz,
  ended_by text,
  why text,
  primary key (org_id, release_id)
);
create unique index canary_of_workflow on governance.release (org_id, workflow) where status = 'canary';
create index release_by_time on governance.release (org_id, released_at desc, release_id desc);
call platform.protect('governance.release');
call platform.let_dispatch_read('governance.release');

create function governance.organisations_with_canaries() returns table (org_id uuid)
language sql stable security definer set search_path = governance, pg_temp
as $$ select distinct r.org_id from governance.release r where r.status = 'canary' $$;
call platform.give_to_dispatch('governance.organisations_with_canaries()', 'barrow_app');
