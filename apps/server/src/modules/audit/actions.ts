import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';

const Entry = Type.Object({
  position: Type.Integer(),
  at: instant(),
  action: Type.String(),
  actorKind: Type.String(),
  actorId: Type.String(),
  actorName: Type.String(),
  enteredBy: Type.String(),
  subjectId: Type.Union([Type.String(), Type.Null()]),
  locationId: Type.Union([uuid(), Type.Null()]),
  before: Type.Unknown(),
  after: Type.Unknown(),
  traceId: Type.Union([Type.String(), Type.Null()]),
});

type EntryRow = {
  position: number;
  at: string;
  action: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  entered_by: string;
  subject_id: string | null;
  location_id: string | null;
  before: unknown;
  after: unknown;
  trace_id: string | null;
};

export const auditActions: readonly RegisteredAction[] = [
  action({
    name: 'audit.entry.list',
    version: '1.0.0',
    summary: 'Who did what, newest first',
    effect: 'read',
    permission: 'audit.read',
    route: 'GET /audit',
    touches: 'inside',
    input: Type.Object(
      {
        ...pageInput,
        subjectId: Type.Optional(Type.String({ maxLength: 100 })),
        action: Type.Optional(Type.String({ maxLength: 100 })),
      },
      { additionalProperties: false },
    ),
    output: pageOf(Entry),
    async run({ tx, grant }, { cursor, limit = defaultLimit, subjectId, action: name }) {
      const after = readCursor(cursor, 1);
      const rows = await tx.rows<EntryRow>(
        `select position, at, action, actor_kind, actor_id, actor_name, entered_by, subject_id, location_id, before, after, trace_id
         from platform.audit where org_id = $1 and ($2::text is null or subject_id = $2) and ($3::text is null or action = $3)
           and ($4::uuid[] is null or location_id = any($4::uuid[])) and ($5::bigint is null or position < $5)
         order by position desc limit $6`,
        [tx.orgId, subjectId ?? null, name ?? null, grant.locationIds, after?.[0] ?? null, limit + 1],
      );
      return pageFrom(
        rows,
        limit,
        (row) => [row.position],
        (row) => ({
          position: row.position,
          at: row.at,
          action: row.action,
          actorKind: row.actor_kind,
          actorId: row.actor_id,
          actorName: row.actor_name,
          enteredBy: row.entered_by,
          subjectId: row.subject_id,
          locationId: row.location_id,
          before: row.before,
          after: row.after,
          traceId: row.trace_id,
        }),
      );
    },
  }),
];
