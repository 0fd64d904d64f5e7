import type { Tone } from '../../parts/tag.tsx';
import type { DraftStatus } from './builder-api.ts';

export const draftTones: Readonly<Record<DraftStatus, Tone>> = {
  draft: 'plain',
  'in-review': 'warn',
  approved: 'info',
  released: 'good',
  discarded: 'plain',
};
