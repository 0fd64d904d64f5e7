import { describe, expect, it } from 'vitest';
import { decideDraft, draftCommands, draftStatuses, type DraftCommand, type DraftStatus } from './decide-draft.ts';

const decide = (status: DraftStatus, command: DraftCommand, by = 'other', risk: 'low' | 'medium' | 'high' = 'high') => {
  const outcome = decideDraft({ status, authorIds: ['author'] }, command, by, risk);
  return outcome.ok ? outcome.value : outcome.reason;
};

describe('a draft', () => {
  it('goes to review, is approved and released, and is written again by a save', () => {
    expect(decide('draft', 'submit')).toBe('in-review');
    expect(decide('in-review', 'approve')).toBe('approved');
    expect(decide('approved', 'release')).toBe('released');
    expect(decide('in-review', 'save')).toBe('draft');
    expect(decide('approved', 'save')).toBe('draft');
  });

  it('is released by no way that leaves out the approval', () => {
    const into = draftStatuses.filter((status) => decide(status, 'release') === 'released');
    expect(into).toEqual(['approved']);
    const approved = draftStatuses.flatMap((status) =>
      draftCommands
        .filter((command) => decide(status, command) === 'approved')
        .map((command) => `${status} ${command}`),
    );
    expect(approved).toEqual(['in-review approve']);
  });

  it('is approved by somebody who has not written in it, unless it only reads, asks and tells', () => {
    expect(decide('in-review', 'approve', 'author', 'high')).toBe('four-eyes');
    expect(decide('in-review', 'approve', 'author', 'medium')).toBe('four-eyes');
    expect(decide('in-review', 'approve', 'author', 'low')).toBe('approved');
  });

  it('that has ended stays so', () => {
    for (const status of ['released', 'discarded'] as const)
      for (const command of draftCommands) expect(decide(status, command)).toBe('state');
  });
});
