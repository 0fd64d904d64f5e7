create schema catalogue;
grant usage on schema catalogue to barrow_app;

create table catalogue.item (
  org_id uuid not null,
  item_id uuid not null,
  sku text not null,
  name text not null,
  status text not null default 'active' check (status in ('active', 'retired', 'unidentified')),
  unit text not null default 'each' check (unit in ('each', 'kg', 'l', 'm')),
  category text not null default '',
  variant_of uuid,
  variant jsonb not null default '{}',
  tax_class text not null default 'standard',
  pack_milli bigint not null default 1000 check (pack_milli > 0),
  shelf_life_days integer,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (org_id, item_id)
);
create unique index item_by_sku on catalogue.item (org_id, lower(sku));
create index item_by_name on catalogue.item (org_id, lower(name), item_id);
call platform.protect('catalogue.item');

-- Every code a scanner or a source system may name an item by: its SKU, GTINs, old numbers. Upper case.
create table catalogue.item_code (
  org_id uuid not null,
  code text not null,
  item_id uuid not null,
  kind text not null check (kind in ('sku', 'gtin', 'other')),
  pack_milli bigint not null default 1000,
  primary key (org_id, code)
);
create index item_code_by_item on catalogue.item_code (org_id, item_id);
call platform.protect('catalogue.item_code');

-- A price holds for a location (null: all of that currency) and a period; the most special, then the latest, wins.
create table catalogue.price (
  org_id uuid not null,
  price_id uuid not null,
  item_id uuid not null,
  location_id uuid,
  currency text not null,
  unit_price_micro bigint not null check (unit_price_micro >= 0),
  first_day date not null default '0001-01-01',
  last_day date,
  created_at timestamptz not null default now(),
  primary key (org_id, price_id)
);
create index price_by_item on catalogue.price (org_id, item_id, location_id, first_day);
call platform.protect('catalogue.price');

create table catalogue.tax_rate (
  org_id uuid not null,
  tax_class text not null,
  region text not null,
  code text not null,
  rate_ppm integer not null check (rate_ppm between 0 and 1000000),
  first_day date not null default '0001-01-01',
  primary key (org_id, tax_class, region, code, first_day)
);
call platform.protect('catalogue.tax_rate');

-- Which items a location carries. A location without a row carries what its organisation's default says: everything.
create table catalogue.assortment (
  org_id uuid not null,
  location_id uuid not null,
  item_id uuid not null,
  minimum_milli bigint not null default 0,
  capacity_milli bigint,
  primary key (org_id, location_id, item_id)
);
create index assortment_by_item on catalogue.assortment (org_id, item_id);
call platform.protect('catalogue.assortment');
