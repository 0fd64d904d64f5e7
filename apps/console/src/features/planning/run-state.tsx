import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { newId } from '../../api/new-id.ts';
import { messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatCount } from '../../format/number.ts';
import { Ago } from '../../parts/ago.tsx';
import { useMay } from '../identity/session.ts';
import { text } from './messages.ts';
import { lastRunQuery, startRun } from './planning-api.ts';

/** Starting a planning run, and whether one is under way. */
export function useStartRun() {
  const may = useMay('planning.run');
  const last = useQuery(lastRunQuery).data;
  const start = useMutation({
    mutationFn: () => startRun({ id: newId() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['planning'] }),
  });
  const isRunning = start.isPending || last?.status === 'running';
  useEffect(() => {
    if (!isRunning) void queryClient.invalidateQueries({ queryKey: ['planning', 'proposals'] });
  }, [isRunning]);
  return { may, isRunning, error: start.error, start: () => start.mutate() };
}

/** When it was planned last and what came of it; how far a run is. */
export function RunState({ error }: { readonly error: Error | null }) {
  const { data: last } = useQuery(lastRunQuery);
  if (error !== null)
    return (
      <span role="alert" className="bad">
        {messageOf(error)}
      </span>
    );
  if (last === undefined) return null;
  if (last === null) return <span className="muted">{text.never}</span>;
  if (last.status === 'running')
    return (
      <span role="status" className="muted">
        {text.planning(formatCount(last.locationsDone), formatCount(last.locations))}
      </span>
    );
  return (
    <span className="muted small">
      {text.lastRun} <Ago at={last.finishedAt ?? last.startedAt} />
      <br />
      {text.lastRunNote(formatCount(last.items), formatCount(last.proposals))}
      {last.locationsFailed > 0 ? ` ${text.failedLocations(formatCount(last.locationsFailed))}` : ''}
    </span>
  );
}
