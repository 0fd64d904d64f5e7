-- Where a location gets its goods, when not from suppliers: from another location of the network. One row for the whole location, others
-- for items that differ. Without a row: from suppliers.
create table planning.source (
  org_id uuid not null,
  location_id uuid not null,
  -- '' for everything, or the id of an item
  item_key text not null,
  -- null, for an item only: from its suppliers after all
  from_location_id uuid,
  lead_time_days smallint not null default 1 check (lead_time_days between 0 and 60),
  -- ISO weekdays on which the source sends; none: any
  order_weekdays smallint[] not null default '{}',
  pack_milli bigint not null default 1000 check (pack_milli > 0),
  primary key (org_id, location_id, item_key),
  check (item_key <> '' or from_location_id is not null),
  check (from_location_id <> location_id)
);
create index source_from on planning.source (org_id, from_location_id);
call platform.protect('planning.source');

-- A proposal is an order from a supplier, or a transfer from a location.
alter table planning.proposal
  alter column supplier_id drop not null,
  add column from_location_id uuid,
  add column transfer_id uuid,
  add constraint proposal_source check (num_nonnulls(supplier_id, from_location_id) = 1);
drop index planning.proposal_list;
drop index planning.proposal_by_status;
create index proposal_list on planning.proposal (org_id, status, location_id, coalesce(supplier_id, from_location_id), proposal_id) where qty_milli > 0;
create index proposal_by_status on planning.proposal (org_id, status, location_id, coalesce(supplier_id, from_location_id), proposal_id);
create index proposal_from on planning.proposal (org_id, from_location_id, item_id) where status = 'open' and from_location_id is not null;

create index transfer_requested on stock.transfer (org_id) where status = 'requested';
