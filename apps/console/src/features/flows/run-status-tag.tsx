import { Tag, type Tone } from '../../parts/tag.tsx';
import type { RunStatus } from '@barrow/contracts';
import { text } from './messages.ts';

const tones: Readonly<Record<RunStatus, Tone>> = {
  queued: 'plain',
  running: 'info',
  waiting: 'info',
  suspended: 'warn',
  completed: 'good',
  faulted: 'bad',
  cancelled: 'plain',
  quarantined: 'bad',
};

export function RunStatusTag({ status }: { readonly status: RunStatus }) {
  return <Tag tone={tones[status]}>{text.statuses[status]}</Tag>;
}
