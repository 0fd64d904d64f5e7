-- Tills: devices that sell at a location, what they pushed, who works at them, and what they need.
create schema tills;
grant usage on schema tills to barrow_app;

create table tills.enrolment (
  org_id uuid not null,
  enrolment_id uuid not null,
  location_id uuid not null,
  device_name text not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  made_by text not null,
  made_at timestamptz not null default now(),
  primary key (org_id, enrolment_id)
);
create unique index enrolment_by_code on tills.enrolment (code_hash);
call platform.protect('tills.enrolment');
call platform.let_dispatch_read('tills.enrolment');

create table tills.device (
  org_id uuid not null,
  device_id uuid not null,
  location_id uuid not null,
  name text not null,
  -- What its receipts begin with; once an organisation.
  code text not null,
  -- The series of its facts: another with every enrolment.
  series_id uuid not null,
  public_key jsonb not null,
  -- RFC 7638 thumbprint of the key
  thumbprint text not null,
  standing text not null default 'active' check (standing in ('active', 'quarantined', 'revoked')),
  standing_why text,
  -- The last link of the series that is here.
  high integer not null default 0,
  last_receipt integer not null default 0,
  last_hash text not null,
  enrolled_at timestamptz not null default now(),
  enrolled_by text not null,
  ended_at timestamptz,
  ended_by text,
  seen_at timestamptz,
  -- What the device said of itself last: version, unsent facts, storage, clock.
  health jsonb not null default '{}',
  primary key (org_id, device_id)
);
create unique index device_by_key on tills.device (thumbprint);
create unique index device_by_code on tills.device (org_id, code);
create unique index device_by_series on tills.device (org_id, series_id);
call platform.protect('tills.device');
call platform.let_dispatch_read('tills.device');

-- Every fact that a till pushed, as it signed it. Append-only but for what is decided of it.
create table tills.fact (
  org_id uuid not null,
  series_id uuid not null,
  seq integer not null,
  device_id uuid not null,
  location_id uuid not null,
  fact_id uuid not null,
  action text not null,
  -- The text, since a hash is over it.
  input text not null,
  at timestamptz not null,
  -- As the till wrote them.
  at_text text not null,
  clock_text text not null,
  staff_id uuid,
  receipt integer,
  mends integer,
  prev text not null,
  hash text not null,
  signature text not null,
  status text not null check (status in ('stored', 'refused', 'kept')),
  code text,
  message text,
  problems jsonb,
  received_at timestamptz not null default now(),
  -- A refused or kept fact that somebody has seen to: mended, let or written off.
  settled_at timestamptz,
  settled_by text,
  settled_how text check (settled_how in ('mended', 'let', 'written-off')),
  primary key (org_id, series_id, seq)
);
create index fact_open on tills.fact (org_id, received_at desc, series_id, seq) where status <> 'stored' and settled_at is null;
create index fact_by_receipt on tills.fact (org_id, series_id, receipt) where receipt is not null;
create index fact_by_device on tills.fact (org_id, device_id, at);
call platform.protect('tills.fact');

-- What cannot be: two contents under one number, a chain that breaks, facts lost between a backup and a till's memory.
create table tills.anomaly (
  org_id uuid not null,
  anomaly_id uuid not null,
  device_id uuid not null,
  series_id uuid not null,
  seq integer not null,
  why text not null,
  -- What was pushed, as JSON; null for facts that are lost.
  fact text,
  at timestamptz not null default now(),
  primary key (org_id, anomaly_id)
);
create index anomaly_by_device on tills.anomaly (org_id, device_id, at desc);
call platform.protect('tills.anomaly');

-- Proofs that were shown, so that none is taken twice while its nonce lives.
create table tills.proof (
  org_id uuid not null,
  device_id uuid not null,
  jti text not null,
  shown_at timestamptz not null default now(),
  primary key (org_id, device_id, jti)
);
create index proof_by_time on tills.proof (org_id, shown_at);
call platform.protect('tills.proof');

create table tills.staff (
  org_id uuid not null,
  staff_id uuid not null,
  name text not null,
  role text not null check (role in ('cashier', 'location-manager')),
  location_ids uuid[],
  -- { salt, iterations, hash } of the PIN (PBKDF2-SHA-256)
  pin jsonb not null,
  active boolean not null default true,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  primary key (org_id, staff_id)
);
call platform.protect('tills.staff');

create table tills.shift (
  org_id uuid not null,
  shift_id uuid not null,
  device_id uuid not null,
  location_id uuid not null,
  opened_at timestamptz not null,
  opened_by uuid,
  float_minor bigint not null,
  closed_at timestamptz,
  closed_by uuid,
  counted_minor bigint,
  -- What the till says should be there; the server works it out again from what it has.
  expected_minor bigint,
  currency text not null,
  primary key (org_id, shift_id)
);
create index shift_by_location on tills.shift (org_id, location_id, opened_at desc);
call platform.protect('tills.shift');

create table tills.cash_move (
  org_id uuid not null,
  move_id uuid not null,
  shift_id uuid not null,
  amount_minor bigint not null check (amount_minor <> 0),
  reason text not null,
  at timestamptz not null,
  staff_id uuid,
  primary key (org_id, move_id)
);
create index cash_move_by_shift on tills.cash_move (org_id, shift_id);
call platform.protect('tills.cash_move');

-- A device by its key, whoever's it is.
create function tills.device_of_key(key_thumbprint text)
returns table (org_id uuid, device_id uuid, location_id uuid, name text, standing text)
language sql stable security definer set search_path = tills, pg_temp
as $$ select d.org_id, d.device_id, d.location_id, d.name, d.standing from tills.device d where d.thumbprint = key_thumbprint $$;
call platform.give_to_dispatch('tills.device_of_key(text)', 'barrow_app');

create function tills.enrolment_of_code(hash bytea) returns table (org_id uuid, enrolment_id uuid)
language sql stable security definer set search_path = tills, pg_temp
as $$ select e.org_id, e.enrolment_id from tills.enrolment e where e.code_hash = hash and e.used_at is null and e.expires_at > now() $$;
call platform.give_to_dispatch('tills.enrolment_of_code(bytea)', 'barrow_app');

-- What is taken off prices.
create table catalogue.promotion (
  org_id uuid not null,
  promotion_id uuid not null,
  body jsonb not null,
  first_day date,
  last_day date,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  primary key (org_id, promotion_id)
);
call platform.protect('catalogue.promotion');

-- In which transaction a row was changed last, so that a till fetches only what is new since: whatever commits later has a number that is not
-- below the horizon that the till was told (see the cursor of the event log).
create function platform.touch() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;
create function catalogue.touch_item() returns trigger language plpgsql as $$
begin
  update catalogue.item set changed_xid = pg_current_xact_id() where org_id = old.org_id and item_id = old.item_id;
  return null;
end $$;
alter table catalogue.item add column changed_xid xid8 not null default pg_current_xact_id();
alter table catalogue.item_code add column changed_xid xid8 not null default pg_current_xact_id();
alter table catalogue.price add column changed_xid xid8 not null default pg_current_xact_id();
create trigger touch before update on catalogue.item for each row execute function platform.touch();
create trigger touch before update on catalogue.item_code for each row execute function platform.touch();
create trigger touch before update on catalogue.price for each row execute function platform.touch();
create trigger touch_item after delete on catalogue.item_code for each row execute function catalogue.touch_item();
create trigger touch_item after delete on catalogue.price for each row execute function catalogue.touch_item();
create index item_by_change on catalogue.item (org_id, changed_xid);
create index item_code_by_change on catalogue.item_code (org_id, changed_xid);
create index price_by_change on catalogue.price (org_id, changed_xid);
