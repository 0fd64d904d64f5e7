-- An organisation's own mail server. Without a row its mails go by the installation's.
create schema mail;
grant usage on schema mail to barrow_app;

create table mail.setting (
  org_id uuid primary key,
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  user_name text,
  password bytea,
  sender text not null,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  check ((user_name is null) = (password is null)),
  -- a password is never sent in the clear
  check (security <> 'none' or password is null)
);
call platform.protect('mail.setting');
