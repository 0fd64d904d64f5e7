import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { action, openAction, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import {
  Definition,
  definitionColumns,
  definitionOf,
  definitionUnknown,
  type DefinitionRow,
} from './definition-rows.ts';
import { fetchAndPublish, reinstateDefinition, retireDefinition, type DefinitionDeps } from './publish-definition.ts';

export function definitionActions<D>(deps: DefinitionDeps<D>): RegisteredAction[] {
  return [
    openAction({
      name: 'flows.definition.publish',
      version: '1.0.0',
      summary: 'Publish a version of a workflow, written in the Open Workflow Specification as YAML or JSON',
      description:
        'A published version never changes; the same content again is answered alike. Its schedule and its triggers replace those of the versions before. Runs act with the role of who published, at most operations.',
      effect: 'write',
      undoneBy: 'flows.definition.retire',
      permission: 'flow.manage',
      route: 'POST /flows/definitions',
      touches: 'inside',
      input: Type.Object(
        { source: Type.String({ minLength: 1, maxLength: 500_000 }) },
        { additionalProperties: false },
      ),
      output: Definition,
      run: (ctx, { source }) => fetchAndPublish(deps, ctx, source),
    }),
    action({
      name: 'flows.definition.list',
      version: '1.0.0',
      summary: 'Published workflows, newest first',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/definitions',
      touches: 'none',
      input: Type.Object(
        { ...pageInput, name: Type.Optional(Type.String({ maxLength: 200 })) },
        { additionalProperties: false },
      ),
      output: pageOf(Definition),
      async run({ tx }, { cursor, limit = defaultLimit, name }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<DefinitionRow>(
          `select ${definitionColumns} from flows.definition where org_id = $1 and stage <> 'variant' and ($2::text is null or name = $2)
             and ($3::timestamptz is null or (published_at, definition_id) < ($3, $4::uuid))
           order by published_at desc, definition_id desc limit $5`,
          [tx.orgId, name ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(rows, limit, (row) => [row.sort, row.definition_id], definitionOf);
      },
    }),
    action({
      name: 'flows.definition.read',
      version: '1.0.0',
      summary: 'A published workflow with its source',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/definitions/:definitionId',
      touches: 'none',
      input: Type.Object({ definitionId: uuid() }, { additionalProperties: false }),
      output: Type.Object({ ...Definition.properties, source: Type.String() }),
      async run({ tx }, { definitionId }) {
        const row = await tx.row<DefinitionRow & { source: string }>(
          `select ${definitionColumns}, source from flows.definition where org_id = $1 and definition_id = $2`,
          [tx.orgId, definitionId],
        );
        if (row === undefined) throw definitionUnknown(definitionId);
        return { ...definitionOf(row), source: row.source };
      },
    }),
    action({
      name: 'flows.definition.retire',
      version: '1.0.0',
      summary: 'Start no more runs of a version; those that run go on',
      effect: 'write',
      permission: 'flow.manage',
      route: 'POST /flows/definitions/:definitionId/retire',
      touches: 'all',
      input: Type.Object({ definitionId: uuid() }, { additionalProperties: false }),
      output: Definition,
      run: (ctx, { definitionId }) => retireDefinition(ctx, definitionId),
    }),
    action({
      name: 'flows.definition.reinstate',
      version: '1.0.0',
      summary:
        'Make a published version the one that starts runs, in place of any other of its name; runs that are under way go on',
      effect: 'write',
      permission: 'flow.manage',
      route: 'POST /flows/definitions/:definitionId/reinstate',
      touches: 'all',
      input: Type.Object({ definitionId: uuid() }, { additionalProperties: false }),
      output: Definition,
      run: (ctx, { definitionId }) => reinstateDefinition(deps, ctx, definitionId),
    }),
  ];
}
