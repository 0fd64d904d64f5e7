import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../api/problem.ts';
import { text } from './messages.ts';

/** Something is on its way. */
export function Loading({ rows = 5 }: { readonly rows?: number }) {
  return (
    <div className="card-body" role="status" aria-label={text.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={18} my={10} width={`${100 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  );
}

/** There is nothing yet: says why, and what to do. */
export function Empty({
  title,
  hint,
  action,
}: {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="state">
      <h3>{title}</h3>
      {hint === undefined ? null : <p>{hint}</p>}
      {action}
    </div>
  );
}

/** It could not be loaded: says why, and offers to try again. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <div className="state" role="alert">
      <h3>{text.failed}</h3>
      <p>{messageOf(error)}</p>
      <Button variant="default" size="xs" onClick={onRetry}>
        {text.tryAgain}
      </Button>
    </div>
  );
}

/** What a query has: its data, or how it stands. Data that is there stays while a refresh fails. */
export function Queried<T>({
  query,
  rows,
  children,
}: {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
