import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { queryClient } from '../../api/query-client.ts';
import { read, remove, write } from '../../api/request.ts';
import { formatCount } from '../../format/number.ts';

export type Notice = {
  readonly noticeId: string;
  readonly severity: string;
  readonly title: string;
  readonly body: string;
  readonly locationId: string | null;
  readonly raisedAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
};
export type Channel = {
  readonly name: string;
  readonly kind: 'email' | 'webhook';
  readonly emails?: readonly string[];
  readonly url?: string;
  readonly secretName?: string;
  readonly quietHours?: { readonly fromMinutes: number; readonly toMinutes: number; readonly timeZone: string };
};

const lookEveryMs = 15_000;
const mostCounted = 100;

export function noticesQuery(open: boolean) {
  return infiniteQueryOptions({
    queryKey: ['notices', 'list', open],
    refetchInterval: lookEveryMs,
    queryFn: ({ pageParam }) =>
      read<Page<Notice>>('/notices', { ...(open ? { open: true } : {}), cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
}

const openNoticesQuery = queryOptions({
  queryKey: ['notices', 'open-count'],
  refetchInterval: lookEveryMs,
  queryFn: () => read<Page<Notice>>('/notices', { open: true, limit: mostCounted }),
});

/** How many notices nobody sees to yet, as the side bar shows it: `7`, or `100+`. */
export function useOpenNoticeCount(enabled: boolean): string | undefined {
  const { data } = useQuery({ ...openNoticesQuery, enabled });
  if (data === undefined) return undefined;
  const count = formatCount(data.items.length);
  return data.nextCursor === undefined ? count : `${count}+`;
}

export const acknowledge = (noticeId: string) => write('POST', `/notices/${noticeId}/acknowledge`, {});
export const refreshNotices = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['notices'] });

export const channelsQuery = queryOptions({
  queryKey: ['notices', 'channels'],
  queryFn: () => read<{ items: readonly Channel[] }>('/notification-channels'),
});
export const saveChannel = ({ name, ...rest }: Channel) =>
  write('PUT', `/notification-channels/${encodeURIComponent(name)}`, rest);
export const removeChannel = (name: string) => remove(`/notification-channels/${encodeURIComponent(name)}`);
