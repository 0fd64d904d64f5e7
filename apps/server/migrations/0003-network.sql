create schema network;
grant usage on schema network to barrow_app;

create table network.location (
  org_id uuid not null,
  location_id uuid not null,
  code text not null,
  name text not null,
  format text not null check (format in ('shop', 'kiosk', 'pop-up', 'van', 'online', 'warehouse')),
  time_zone text not null,
  currency text not null,
  cutoff_minutes integer not null default 240 check (cutoff_minutes between 0 and 1439),
  first_day date,
  last_day date,
  opening_periods jsonb not null default '[]',
  tax_region text not null default '',
  tax_inclusive boolean not null default true,
  tax_rounding text not null default 'line' check (tax_rounding in ('line', 'total')),
  cash_step_minor integer not null default 1,
  offline_allowance_milli bigint not null default 0,
  address text not null default '',
  latitude double precision,
  longitude double precision,
  created_at timestamptz not null default now(),
  primary key (org_id, location_id),
  check (last_day is null or first_day is null or last_day >= first_day)
);
create unique index location_by_code on network.location (org_id, lower(code));
call platform.protect('network.location');

-- What one unit of base is worth in quote, in millionths, on a day.
create table network.exchange_rate (
  org_id uuid not null,
  base text not null,
  quote text not null,
  day date not null,
  rate_micro bigint not null check (rate_micro > 0),
  primary key (org_id, base, quote, day)
);
call platform.protect('network.exchange_rate');
