-- Where something begins to hear the log. A place in the log alone does not say it: while an old transaction runs, what was committed
-- before stands behind the same place as what will be. So the transactions are kept that had committed at that moment.
create function platform.committed_now() returns pg_snapshot
language sql stable set search_path = platform, pg_temp
-- The caller's own transaction has not committed, also where later ones have.
as $$
  select case
    when own is null or own >= pg_snapshot_xmax(seen) then seen
    else (pg_snapshot_xmin(seen) || ':' || pg_snapshot_xmax(seen) || ':' || (
      select string_agg(xid::text, ',' order by xid) from (select pg_snapshot_xip(seen) as xid union select own) running
    ))::pg_snapshot
  end
  from (select pg_current_snapshot() as seen, pg_current_xact_id_if_assigned() as own) now
$$;

-- Null where the cursor beside it says all: rows of before, and runs that an event started.
alter table flows.trigger add column from_snapshot pg_snapshot;
alter table flows.run add column from_snapshot pg_snapshot;
