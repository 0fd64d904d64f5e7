-- What is open of all organisations together, in numbers, for whoever watches over the machines.
create index run_open on flows.run (status) where ended_at is null;
create policy dispatch on flows.run for select to barrow_dispatch using (true);
grant select (org_id, status, ended_at) on flows.run to barrow_dispatch;
create policy dispatch on flows.poisoned for select to barrow_dispatch using (true);
grant select (org_id, poisoned_id) on flows.poisoned to barrow_dispatch;

create function flows.figures() returns table (name text, label text, value double precision)
language sql stable security definer set search_path = flows, pg_temp
as $$
  select 'runs', r.status, count(*)::double precision from flows.run r where r.ended_at is null group by r.status
  union all select 'due', '', count(*) from flows.due
  union all select 'due_lag', '', greatest(0, extract(epoch from clock_timestamp() - min(d.due_at))) from flows.due d
  union all select 'timers', '', count(*) from flows.timer
  union all select 'listeners', '', count(*) from flows.listener
  union all select 'claims', '', count(*) from flows.claim
  union all select 'calls', c.status, count(*) from flows.call c group by c.status
  union all select 'poisoned', '', count(*) from flows.poisoned
$$;
call platform.give_to_dispatch('flows.figures()', 'barrow_app');
