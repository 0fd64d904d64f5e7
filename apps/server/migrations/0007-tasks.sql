create schema tasks;
grant usage on schema tasks to barrow_app;

-- Something a person should look at. Open tasks are one a subject and kind: raising again counts up.
create table tasks.task (
  org_id uuid not null,
  task_id uuid not null,
  kind text not null,
  subject_key text not null,
  location_id uuid,
  title text not null,
  details jsonb not null default '{}',
  status text not null default 'open' check (status in ('open', 'done', 'dismissed')),
  times_raised integer not null default 1,
  raised_at timestamptz not null default now(),
  last_raised_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by text,
  note text,
  primary key (org_id, task_id)
);
create unique index task_open on tasks.task (org_id, kind, subject_key) where status = 'open';
create index task_by_status on tasks.task (org_id, status, raised_at, task_id);
call platform.protect('tasks.task');
