import type { Tx } from '../../platform/postgres.ts';
import { byAll, byOptional, bySource, fieldOf, type Access, type WorkflowsOf } from '../flows/index.ts';
import { findDraft } from './drafts.ts';
import { findRelease } from './releases.ts';

/** The workflow that a draft's text is of, and the one that it changes. */
const ofDraft = async (tx: Tx, draftId: string): Promise<readonly string[]> => {
  await findDraft(tx, draftId);
  const row = await tx.row<{ workflow: string | null; base: string | null }>(
    `select r.workflow, f.namespace || '/' || f.name as base from governance.draft r
     left join flows.definition f on f.org_id = r.org_id and f.definition_id = r.base_definition_id where r.org_id = $1 and r.draft_id = $2`,
    [tx.orgId, draftId],
  );
  return [row?.workflow, row?.base].filter((one) => typeof one === 'string');
};
const byDraft: WorkflowsOf = (tx, input) => ofDraft(tx, fieldOf(input, 'draftId'));
const byRelease: WorkflowsOf = async (tx, input) => [(await findRelease(tx, fieldOf(input, 'releaseId'))).workflow];

/** What actions on drafts and releases do with workflows. */
export const governanceAccess: Readonly<Record<string, Access>> = {
  'governance.draft.create': {
    verb: 'edit',
    of: byAll(bySource, byOptional('baseDefinitionId')),
  },
  'governance.draft.save': {
    verb: 'edit',
    of: byAll(bySource, byDraft),
  },
  'governance.draft.list': { verb: 'see' },
  'governance.draft.read': { verb: 'see', of: byDraft },
  'governance.draft.submit': { verb: 'edit', of: byDraft },
  'governance.draft.approve': { verb: 'approve', of: byDraft },
  // By who approves, and by who wrote it and takes it back.
  'governance.draft.return': { verb: 'see', of: byDraft },
  'governance.draft.discard': { verb: 'edit', of: byDraft },
  'governance.draft.comment': { verb: 'see', of: byDraft },
  'governance.release.make': { verb: 'approve', of: byDraft },
  'governance.release.list': { verb: 'see' },
  'governance.release.read': { verb: 'see', of: byRelease },
  'governance.release.widen': { verb: 'approve', of: byRelease },
  'governance.release.roll-back': { verb: 'approve', of: byRelease },
};
