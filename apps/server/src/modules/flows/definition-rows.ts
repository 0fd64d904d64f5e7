import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';

export const Definition = Type.Object({
  definitionId: uuid(),
  namespace: Type.String(),
  name: Type.String(),
  version: Type.String(),
  role: Type.String({ description: 'What runs may do' }),
  publishedBy: Type.String(),
  publishedAt: instant(),
  retiredAt: Type.Union([instant(), Type.Null()]),
  stage: Type.Enum(['live', 'canary'], {
    description: '`canary`: tried at some locations beside the version that is live',
  }),
});
export const definitionColumns =
  'definition_id, namespace, name, version, role, published_by, published_at, retired_at, stage, published_at::text as sort';
export type DefinitionRow = {
  definition_id: string;
  namespace: string;
  name: string;
  version: string;
  role: string;
  published_by: string;
  published_at: string;
  retired_at: string | null;
  stage: 'live' | 'canary';
  sort: string;
};

export function definitionOf(row: DefinitionRow) {
  return {
    definitionId: row.definition_id,
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    role: row.role,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
    retiredAt: row.retired_at,
    stage: row.stage,
  };
}

export function definitionUnknown(definitionId: string) {
  return fault('not-found', 'DEFINITION_UNKNOWN', `There is no workflow ${definitionId}.`);
}
