import { infiniteQueryOptions } from '@tanstack/react-query';
import { byCursor, type Page } from '../../api/page.ts';
import { read } from '../../api/request.ts';

export type AuditEntry = {
  readonly position: number;
  readonly at: string;
  readonly action: string;
  readonly actorKind: string;
  readonly actorName: string;
  readonly enteredBy: string;
  readonly subjectId: string | null;
  readonly locationId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly traceId: string | null;
};

export type AuditAsk = { readonly action?: string | undefined; readonly subjectId?: string | undefined };

export const auditQuery = (ask: AuditAsk) =>
  infiniteQueryOptions({
    queryKey: ['audit', ask],
    queryFn: ({ pageParam }) => read<Page<AuditEntry>>('/audit', { ...ask, cursor: pageParam, limit: 50 }),
    ...byCursor,
  });
