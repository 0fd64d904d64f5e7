-- With run_id as its last column this index passed for one by key, where PostgreSQL had no statistics of a table that had just grown: runs
-- were looked up by reading the whole of it.
create index run_in_time on flows.run (org_id, started_at);
drop index flows.run_by_time;
