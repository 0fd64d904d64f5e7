import { formatCount } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';
import { RoomLink } from '../../parts/links.tsx';
import type { TaskFigures } from './flows-api.ts';

const nothing = '–';

/** How long something takes; a dash where that is not known. */
export function durationText(ms: number | null): string {
  return ms === null ? nothing : formatDuration(ms);
}

/** How many runs stand at a step, with the way to them. */
export function StandingLink({ workflow, task, standing }: TaskFigures) {
  if (standing === 0) return nothing;
  return (
    <RoomLink to="/workflows" search={{ workflow, task }}>
      {formatCount(standing)}
    </RoomLink>
  );
}

/** The longest that a step took, with the way to the run. */
export function SlowestLink({ slowestRunId, slowestMs }: TaskFigures) {
  if (slowestRunId === null || slowestMs === null) return nothing;
  return (
    <RoomLink to="/workflows/$runId" params={{ runId: slowestRunId }}>
      {formatDuration(slowestMs)}
    </RoomLink>
  );
}
