-- Tasks that stand in the place of marked parts of a workflow: in a region, a format or at a location.
create table flows.part_override (
  org_id uuid not null,
  namespace text not null,
  name text not null,
  part text not null,
  level text not null check (level in ('region', 'format', 'location')),
  level_key text not null,
  task jsonb not null,
  until timestamptz,
  why text not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (org_id, namespace, name, part, level, level_key)
);
call platform.protect('flows.part_override');

-- A version as it is at places that differ: made when the first run needs it, and the same for all that differ in the same way.
alter table flows.definition drop constraint definition_stage_check;
alter table flows.definition add constraint definition_stage_check check (stage in ('live', 'canary', 'variant'));
alter table flows.definition add column variant_of uuid;
create index variant_of_definition on flows.definition (org_id, variant_of) where variant_of is not null;
