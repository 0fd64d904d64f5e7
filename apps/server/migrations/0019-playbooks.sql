-- A group of locations by place, such as a country or a district, as the organisation names it; '' for none.
alter table network.location add column region text not null default '';

-- Playbooks that an organisation uses. What a playbook says comes with the server; what is answered and what differs where is data here.
create schema playbooks;
grant usage on schema playbooks to barrow_app;

create table playbooks.installation (
  org_id uuid not null,
  playbook text not null,
  version text not null,
  -- the questions of that version: what a later version is compared with
  questions jsonb not null,
  -- answers that differ from the standard, by parameter
  answers jsonb not null,
  why text not null default '',
  definition_ids uuid[] not null,
  installed_at timestamptz not null default now(),
  answered_by text not null,
  answered_at timestamptz not null default now(),
  primary key (org_id, playbook)
);
call platform.protect('playbooks.installation');

-- What differs from the organisation's answers in a region, in a format, or at a location.
create table playbooks.override (
  org_id uuid not null,
  playbook text not null,
  parameter text not null,
  level text not null check (level in ('region', 'format', 'location')),
  -- the region, the format, or the id of the location
  level_key text not null check (level_key <> ''),
  value jsonb not null,
  until timestamptz,
  why text not null check (why <> ''),
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (org_id, playbook, parameter, level, level_key),
  foreign key (org_id, playbook) references playbooks.installation (org_id, playbook) on delete cascade
);
call platform.protect('playbooks.override');
