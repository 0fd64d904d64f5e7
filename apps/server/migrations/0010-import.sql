-- Imports of files: how far each came, so that a stopped or killed one goes on where it was. A run is known by the file's content
-- and the settings it was read with.
create schema import;
grant usage on schema import to barrow_app;

create table import.run (
  org_id uuid not null,
  run_id uuid not null,
  source text not null,
  mapping text not null,
  file_name text not null,
  file_hash bytea not null,
  status text not null default 'running' check (status in ('running', 'complete')),
  -- Sales in the order in which the run stores them: so many of them are done, of which these lines.
  sales_total bigint not null,
  sales_done bigint not null default 0,
  sales_stored bigint not null default 0,
  sales_duplicate bigint not null default 0,
  lines_stored bigint not null default 0,
  lines_duplicate bigint not null default 0,
  items_created bigint not null default 0,
  started_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (org_id, run_id)
);
call platform.protect('import.run');

-- Lines that passed every check of the file and were refused when their sale was to be stored.
create table import.refused_line (
  org_id uuid not null,
  run_id uuid not null,
  line_no bigint not null,
  reason text not null,
  detail text not null,
  primary key (org_id, run_id, line_no)
);
call platform.protect('import.refused_line');
