import { refusal, success, type Outcome } from '@barrow/kernel';
import type { RiskLevel } from '../flows/index.ts';

export const draftStatuses = ['draft', 'in-review', 'approved', 'released', 'discarded'] as const;
export type DraftStatus = (typeof draftStatuses)[number];

export const draftCommands = ['save', 'submit', 'return', 'approve', 'release', 'discard'] as const;
export type DraftCommand = (typeof draftCommands)[number];

/** Where each command leads from each state; what is not here is refused. Who saves takes a draft back from review. */
const next: Readonly<Record<DraftStatus, Partial<Readonly<Record<DraftCommand, DraftStatus>>>>> = {
  draft: { save: 'draft', submit: 'in-review', discard: 'discarded' },
  'in-review': { save: 'draft', return: 'draft', approve: 'approved', discard: 'discarded' },
  approved: { save: 'draft', return: 'draft', release: 'released', discard: 'discarded' },
  released: {},
  discarded: {},
};

/**
 * Decides what a command makes of a draft. What may do more than read, ask and tell is approved by somebody who has not written in it:
 * `four-eyes` otherwise.
 */
export function decideDraft(
  draft: { readonly status: DraftStatus; readonly authorIds: readonly string[] },
  command: DraftCommand,
  actorId: string,
  risk: RiskLevel,
): Outcome<DraftStatus, 'state' | 'four-eyes'> {
  const status = next[draft.status][command];
  if (status === undefined) return refusal('state');
  if (command === 'approve' && risk !== 'low' && draft.authorIds.includes(actorId)) return refusal('four-eyes');
  return success(status);
}
