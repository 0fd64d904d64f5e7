-- Questions are withdrawn by who asked them.
create index task_by_asker on tasks.task (org_id, asked_by) where asked_by is not null and status = 'open';
