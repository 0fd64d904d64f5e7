import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { read, write } from '../../api/request.ts';

export type Device = {
  readonly deviceId: string;
  readonly locationId: string;
  readonly name: string;
  readonly code: string;
  readonly standing: 'active' | 'quarantined' | 'revoked';
  readonly standingWhy: string | null;
  readonly seenAt: string | null;
  readonly high: number;
  readonly lastReceipt: number;
  readonly health: {
    readonly unsent?: number;
    readonly storageUsed?: number;
    readonly storageQuota?: number;
    readonly version?: string;
  };
  readonly open: number;
};
export type Member = {
  readonly staffId: string;
  readonly name: string;
  readonly role: 'cashier' | 'location-manager';
  readonly locationIds: readonly string[] | null;
  readonly active: boolean;
};
export type OpenFact = {
  readonly deviceId: string;
  readonly seriesId: string;
  readonly locationId: string;
  readonly seq: number;
  readonly action: string;
  readonly at: string;
  readonly status: 'refused' | 'kept';
  readonly message: string | null;
};
export type Shift = {
  readonly shiftId: string;
  readonly deviceId: string;
  readonly locationId: string;
  readonly currency: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly countedMinor: number | null;
  readonly expectedMinor: number | null;
  readonly hereMinor: number;
  readonly differenceMinor: number | null;
};

const freshMs = 5_000;
export const devicesQuery = queryOptions({
  queryKey: ['tills', 'devices'],
  staleTime: freshMs,
  refetchInterval: 10_000,
  queryFn: () => read<{ items: readonly Device[] }>('/tills/devices'),
});
export const staffQuery = queryOptions({
  queryKey: ['tills', 'staff'],
  staleTime: freshMs,
  queryFn: () => read<{ items: readonly Member[] }>('/tills/staff'),
});
export const factsQuery = infiniteQueryOptions({
  queryKey: ['tills', 'facts'],
  staleTime: freshMs,
  ...byCursor,
  queryFn: ({ pageParam }) => read<Page<OpenFact>>('/tills/facts', { cursor: pageParam }),
});
export const shiftsQuery = infiniteQueryOptions({
  queryKey: ['tills', 'shifts'],
  staleTime: freshMs,
  ...byCursor,
  queryFn: ({ pageParam }) => read<Page<Shift>>('/tills/shifts', { cursor: pageParam }),
});
export const refreshTills = () => queryClient.invalidateQueries({ queryKey: ['tills'] });

export const makeEnrolment = (body: { locationId: string; deviceName: string }) =>
  write<{ code: string; expiresAt: string }>('POST', '/tills/enrolments', body);
export const moveDevice = ({ deviceId, verb, why }: { deviceId: string; verb: 'revoke' | 'trust'; why: string }) =>
  write('POST', `/tills/devices/${deviceId}/${verb}`, { why });
export const saveStaff = ({ staffId, ...body }: Member & { readonly pin?: string }) =>
  write('PUT', `/tills/staff/${staffId}`, body);
export const settleFact = ({ fact, verb, why }: { fact: OpenFact; verb: 'let' | 'write-off'; why: string }) =>
  write<{ settled: boolean; message?: string | null }>('POST', `/tills/facts/${fact.seriesId}/${verb}`, {
    seq: fact.seq,
    why,
  });
