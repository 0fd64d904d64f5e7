-- What automation may reach outside: connections say which hosts and how often; secrets are sealed and never told again.
create schema connections;
grant usage on schema connections to barrow_app;

create table connections.secret (
  org_id uuid not null,
  name text not null,
  sealed bytea not null,
  set_at timestamptz not null default now(),
  set_by text not null,
  primary key (org_id, name)
);
call platform.protect('connections.secret');

create table connections.connection (
  org_id uuid not null,
  name text not null,
  -- `host`, `host:port` or `*.host`, in lower case.
  hosts text[] not null check (cardinality(hosts) > 0),
  -- At most so many calls a second, all processes together.
  calls_per_s double precision not null check (calls_per_s > 0),
  -- When the next call has its turn (generic cell rate algorithm, ITU-T I.371).
  next_turn_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (org_id, name)
);
call platform.protect('connections.connection');
