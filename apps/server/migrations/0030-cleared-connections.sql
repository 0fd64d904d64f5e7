-- Systems that may be sent personal data.
alter table connections.connection add column personal_data boolean not null default false;
