import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';

export const releaseStatuses = ['canary', 'everywhere', 'rolled-back'] as const;
export type ReleaseStatus = (typeof releaseStatuses)[number];

export const Release = Type.Object({
  releaseId: uuid(),
  draftId: uuid(),
  definitionId: uuid(),
  beforeDefinitionId: Type.Union([uuid(), Type.Null()]),
  workflow: Type.String(),
  status: Type.Enum(releaseStatuses),
  locationIds: Type.Union([Type.Array(uuid()), Type.Null()]),
  alarm: Type.Object({ minRuns: Type.Integer(), faultShare: Type.Number() }),
  releasedAt: instant(),
  releasedBy: Type.String(),
  endedAt: Type.Union([instant(), Type.Null()]),
  endedBy: Type.Union([Type.String(), Type.Null()]),
  why: Type.Union([Type.String(), Type.Null()]),
});

export type ReleaseRow = {
  release_id: string;
  draft_id: string;
  definition_id: string;
  before_definition_id: string | null;
  workflow: string;
  status: ReleaseStatus;
  location_ids: string[] | null;
  alarm_min_runs: number;
  alarm_fault_share: number;
  released_at: string;
  released_by: string;
  ended_at: string | null;
  ended_by: string | null;
  why: string | null;
  sort: string;
};
export const releaseColumns = `release_id, draft_id, definition_id, before_definition_id, workflow, status, location_ids, alarm_min_runs,
  alarm_fault_share, released_at, released_by, ended_at, ended_by, why, released_at::text as sort`;

export function releaseOf(row: ReleaseRow) {
  return {
    releaseId: row.release_id,
    draftId: row.draft_id,
    definitionId: row.definition_id,
    beforeDefinitionId: row.before_definition_id,
    workflow: row.workflow,
    status: row.status,
    locationIds: row.location_ids,
    alarm: { minRuns: row.alarm_min_runs, faultShare: row.alarm_fault_share },
    releasedAt: row.released_at,
    releasedBy: row.released_by,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    why: row.why,
  };
}

export async function findRelease(tx: Tx, releaseId: string, lock = false): Promise<ReleaseRow> {
  const row = await tx.row<ReleaseRow>(
    `select ${releaseColumns} from governance.release where org_id = $1 and release_id = $2${lock ? ' for update' : ''}`,
    [tx.orgId, releaseId],
  );
  if (row === undefined) throw fault('not-found', 'RELEASE_UNKNOWN', `There is no release ${releaseId}.`);
  return row;
}
