-- Notices to people: seen in the console, and sent by channels, once each, until somebody acknowledges them.
create schema notifications;
grant usage on schema notifications to barrow_app;

create table notifications.channel (
  org_id uuid not null,
  name text not null,
  kind text not null check (kind in ('email', 'webhook')),
  emails text[] not null default '{}',
  url text,
  -- Name of the secret that signs webhooks.
  secret_name text,
  -- Wall-clock minutes of the day between which only urgent notices are sent; both null: none.
  quiet_from_minutes integer,
  quiet_to_minutes integer,
  time_zone text not null,
  changed_at timestamptz not null default now(),
  primary key (org_id, name)
);
call platform.protect('notifications.channel');

create table notifications.notice (
  org_id uuid not null,
  notice_id uuid not null,
  content_hash bytea not null,
  severity text not null check (severity in ('info', 'warning', 'urgent')),
  title text not null,
  body text not null,
  details jsonb not null default '{}',
  location_id uuid,
  -- Who sees it in the console beside owner and operations.
  roles text[] not null,
  raised_at timestamptz not null default now(),
  raised_by text not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  primary key (org_id, notice_id)
);
create index notice_by_time on notifications.notice (org_id, raised_at, notice_id);
call platform.protect('notifications.notice');

-- One message of a notice by a channel. Step 0 is sent at once, later steps when nobody has acknowledged. Without a channel it shows the
-- notice to `roles` in the console.
create table notifications.delivery (
  org_id uuid not null,
  notice_id uuid not null,
  step smallint not null,
  channel text not null,
  roles text[],
  status text not null default 'due' check (status in ('due', 'leased', 'delivered', 'failed', 'not-needed')),
  due_at timestamptz not null,
  attempts integer not null default 0,
  lease_generation integer not null default 0,
  last_result text,
  primary key (org_id, notice_id, step, channel)
);
create index delivery_due on notifications.delivery (due_at) where status in ('due', 'leased');
call platform.protect('notifications.delivery');
call platform.let_dispatch_read('notifications.delivery');

create function notifications.deliveries_due(at_most integer) returns table (org_id uuid, notice_id uuid, step smallint, channel text)
language sql stable security definer set search_path = notifications, pg_temp
as $$
  select d.org_id, d.notice_id, d.step, d.channel
  from (
    select w.*, row_number() over (partition by w.org_id order by w.due_at) as place
    from notifications.delivery w where w.status in ('due', 'leased') and w.due_at <= now()
  ) d
  order by d.place, d.due_at limit at_most
$$;
call platform.give_to_dispatch('notifications.deliveries_due(integer)', 'barrow_app');
