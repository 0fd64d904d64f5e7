-- The newest runs of a version: figures of its tasks, and whoever looks for runs of one workflow.
create index run_of_definition on flows.run (org_id, definition_id, started_at);
