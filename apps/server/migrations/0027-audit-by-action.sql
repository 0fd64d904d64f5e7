-- The audit room asks for one action: without this, a seldom one is looked for through the whole log.
create index audit_by_action on platform.audit (org_id, action, position);
