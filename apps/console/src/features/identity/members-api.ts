import type { Role } from '@barrow/contracts';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read, remove, write } from '../../api/request.ts';

export type Member = {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locationIds: readonly string[] | null;
  readonly supplierId: string | null;
  readonly createdAt: string;
  readonly disabledAt: string | null;
};

export type ApiKey = {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  readonly locationIds: readonly string[] | null;
  readonly supplierId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
};

/** What a person or key may do, and where; null: everywhere. */
export type Scope = {
  readonly role: Role;
  readonly locationIds: readonly string[] | null;
  readonly supplierId?: string | null;
};

export const membersQuery = infiniteQueryOptions({
  queryKey: ['identity', 'members'],
  queryFn: ({ pageParam }) => read<Page<Member>>('/members', { cursor: pageParam, limit: 50 }),
  ...byCursor,
});

export const keysQuery = infiniteQueryOptions({
  queryKey: ['identity', 'keys'],
  queryFn: ({ pageParam }) => read<Page<ApiKey>>('/api-keys', { cursor: pageParam, limit: 50 }),
  ...byCursor,
});

export const invite = (ask: Scope & { readonly email: string; readonly name: string }) =>
  write<{ readonly acceptPath: string; readonly expiresAt: string }>('POST', '/invitations', ask);

export const updateMember = (personId: string, changes: Partial<Scope> & { readonly disabled?: boolean }) =>
  write<Member>('PATCH', `/members/${personId}`, changes);

export const createKey = (ask: Scope & { readonly name: string; readonly expiresOn?: string }) =>
  write<{ readonly keyId: string; readonly secret: string }>('POST', '/api-keys', ask);

export const revokeKey = (keyId: string) => remove(`/api-keys/${keyId}`);
