-- Opens the cursor `past` over what happened in a period, in the order in which it happened, however late it became known. The caller's rights
-- and organisation hold.
create function platform.open_past(of_org uuid, since timestamptz, before timestamptz, of_types text[], at_locations uuid[]) returns refcursor
language plpgsql set search_path = platform, pg_temp
as $$
declare
  past refcursor := 'past';
begin
  open past no scroll for
    select e.org_id, e.epoch, e.xid::text as xid, e.position, e.type, e.version, e.subject_id, e.location_id, e.occurred_at, e.recorded_at,
      e.origin, e.actor, e.trace_id, e.data
    from platform.event e
    where e.org_id = of_org and e.occurred_at >= since and e.occurred_at < before
      and (of_types is null or e.type = any(of_types)) and (at_locations is null or e.location_id = any(at_locations))
    order by e.occurred_at, e.epoch, e.xid, e.position;
  return past;
end $$;
grant execute on function platform.open_past(uuid, timestamptz, timestamptz, text[], uuid[]) to barrow_app;
