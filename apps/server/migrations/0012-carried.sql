-- What a location should always have is said once, in its assortment: a view that catalogue publishes to other modules' views.
create view catalogue.carried with (security_invoker = true) as
  select org_id, location_id, item_id, minimum_milli, capacity_milli from catalogue.assortment;
grant select on catalogue.carried to barrow_app;
alter table stock.balance drop column minimum_milli;
