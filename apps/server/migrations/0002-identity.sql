create schema identity;
grant usage on schema identity to barrow_app;
create schema auth;
grant usage on schema auth to barrow_auth;

create table identity.organisation (
  org_id uuid primary key,
  name text not null,
  currency text not null,
  time_zone text not null,
  demo boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
call platform.protect('identity.organisation');
call platform.let_dispatch_read('identity.organisation');

-- A person's place in an organisation. location_ids null: every location.
create table identity.member (
  org_id uuid not null,
  person_id uuid not null,
  name text not null,
  email text not null,
  role text not null,
  location_ids uuid[],
  supplier_id uuid,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (org_id, person_id)
);
create unique index member_by_email on identity.member (org_id, lower(email));
create index member_by_person on identity.member (person_id);
call platform.protect('identity.member');
call platform.let_dispatch_read('identity.member');

create table identity.invitation (
  org_id uuid not null,
  invitation_id uuid not null,
  email text not null,
  name text not null,
  role text not null,
  location_ids uuid[],
  supplier_id uuid,
  token_hash bytea not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (org_id, invitation_id)
);
create unique index invitation_by_token on identity.invitation (token_hash);
call platform.protect('identity.invitation');
call platform.let_dispatch_read('identity.invitation');

-- Only a hash of the secret is kept.
create table identity.api_key (
  org_id uuid not null,
  key_id uuid not null,
  name text not null,
  secret_hash bytea not null,
  role text not null,
  location_ids uuid[],
  supplier_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (org_id, key_id)
);
create unique index api_key_by_secret on identity.api_key (secret_hash);
call platform.protect('identity.api_key');
call platform.let_dispatch_read('identity.api_key');

create function identity.grants_of_person(person uuid)
returns table (org_id uuid, organisation text, name text, role text, location_ids uuid[], supplier_id uuid)
language sql stable security definer set search_path = identity, pg_temp
as $$
  select m.org_id, o.name, m.name, m.role, m.location_ids, m.supplier_id
  from identity.member m join identity.organisation o on o.org_id = m.org_id
  where m.person_id = person and m.disabled_at is null
  order by m.created_at
$$;
call platform.give_to_dispatch('identity.grants_of_person(uuid)', 'barrow_app');

create function identity.grant_of_key(hash bytea)
returns table (org_id uuid, key_id uuid, name text, role text, location_ids uuid[], supplier_id uuid)
language sql stable security definer set search_path = identity, pg_temp
as $$
  select k.org_id, k.key_id, k.name, k.role, k.location_ids, k.supplier_id
  from identity.api_key k
  where k.secret_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;
call platform.give_to_dispatch('identity.grant_of_key(bytea)', 'barrow_app');

create function identity.invitation_of_token(hash bytea)
returns table (org_id uuid, invitation_id uuid)
language sql stable security definer set search_path = identity, pg_temp
as $$
  select i.org_id, i.invitation_id from identity.invitation i
  where i.token_hash = hash and i.accepted_at is null and i.expires_at > now()
$$;
call platform.give_to_dispatch('identity.invitation_of_token(bytea)', 'barrow_app');

-- The organisations there are, for workers that go round them. Names only what a dispatcher needs.
create function identity.organisations() returns table (org_id uuid, demo boolean)
language sql stable security definer set search_path = identity, pg_temp
as $$ select o.org_id, o.demo from identity.organisation o order by o.org_id $$;
call platform.give_to_dispatch('identity.organisations()', 'barrow_app');

-- Sign-in of people, as the sign-in library lays it out. People are known across organisations, so these tables have no org_id:
-- only barrow_auth, which no other code uses, may see them.
create table auth."user" (
  "id" text primary key, "name" text not null, "email" text not null unique, "emailVerified" boolean not null, "image" text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(), "twoFactorEnabled" boolean
);
create table auth."session" (
  "id" text primary key, "expiresAt" timestamptz not null, "token" text not null unique, "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text,
  "userId" text not null references auth."user" ("id") on delete cascade
);
create table auth."account" (
  "id" text primary key, "accountId" text not null, "providerId" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text,
  "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, "scope" text, "password" text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null
);
create table auth."verification" (
  "id" text primary key, "identifier" text not null, "value" text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table auth."twoFactor" (
  "id" text primary key, "secret" text not null, "backupCodes" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade, "verified" boolean, "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create table auth."passkey" (
  "id" text primary key, "name" text, "publicKey" text not null, "userId" text not null references auth."user" ("id") on delete cascade,
  "credentialID" text not null, "counter" integer not null, "deviceType" text not null, "backedUp" boolean not null, "transports" text,
  "createdAt" timestamptz, "aaguid" text
);
create index "session_userId_idx" on auth."session" ("userId");
create index "account_userId_idx" on auth."account" ("userId");
create index "verification_identifier_idx" on auth."verification" ("identifier");
create index "twoFactor_secret_idx" on auth."twoFactor" ("secret");
create index "twoFactor_userId_idx" on auth."twoFactor" ("userId");
create index "passkey_userId_idx" on auth."passkey" ("userId");
create index "passkey_credentialID_idx" on auth."passkey" ("credentialID");

do $$
declare
  target text;
begin
  foreach target in array array['user', 'session', 'account', 'verification', 'twoFactor', 'passkey'] loop
    execute format('alter table auth.%I enable row level security', target);
    execute format('alter table auth.%I force row level security', target);
    execute format('create policy sign_in on auth.%I to barrow_auth using (true) with check (true)', target);
    execute format('grant select, insert, update, delete on auth.%I to barrow_auth', target);
  end loop;
end $$;
