-- Who may see, edit, approve and run a workflow, where that is fewer than the roles that may so in general.
create table flows.access (
  org_id uuid not null,
  -- `namespace/name`; `namespace/*`: all of a namespace; `*`: every workflow. The narrower rule stands in the place of the wider.
  workflow text not null,
  verb text not null check (verb in ('see', 'edit', 'approve', 'run')),
  -- Who still may: `[{ "role": ..., "locationIds": [...] or null for everywhere }]`
  allow jsonb not null,
  why text not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (org_id, workflow, verb)
);
call platform.protect('flows.access');

-- The workflow that a draft is of, as far as its text could be read when it was saved last.
alter table governance.draft add column workflow text;

-- Whether whoever asks may not see a workflow: by what the transaction was told, `{ "<pattern>": <hidden> }`. The engine tells nothing and sees all.
-- So a statement that knows nothing of access finds nothing that is not to be seen.
create function flows.is_hidden(workflow text) returns boolean language sql stable
return case
  when workflow is null or nullif(current_setting('app.hidden_workflows', true), '') is null then false
  else coalesce(
    (current_setting('app.hidden_workflows')::jsonb ->> workflow)::boolean,
    (current_setting('app.hidden_workflows')::jsonb ->> (split_part(workflow, '/', 1) || '/*'))::boolean,
    (current_setting('app.hidden_workflows')::jsonb ->> '*')::boolean,
    false)
end;
grant execute on function flows.is_hidden to barrow_app;

create policy seen on flows.definition as restrictive for select to barrow_app using (not flows.is_hidden(namespace || '/' || name));
create policy seen on governance.release as restrictive for select to barrow_app using (not flows.is_hidden(workflow));
create policy seen on governance.draft as restrictive for select to barrow_app using (
  nullif(current_setting('app.hidden_workflows', true), '') is null
  or not flows.is_hidden(workflow)
  and (base_definition_id is null or exists (
    select from flows.definition f where f.org_id = draft.org_id and f.definition_id = draft.base_definition_id)));
