import { instant, uuid } from '@barrow/contracts';
import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { spanInput, spanOf } from '../../platform/span.ts';

const mostRows = 200;

const numberOrNull = Type.Union([Type.Number(), Type.Null()]);
type Row = {
  kind: string;
  assignee_role: string | null;
  location_id: string | null;
  asked: number;
  ended: number;
  mean_ms: number | null;
  p90_ms: number | null;
  late: number;
  open: number;
  before_mean_ms: number | null;
};

export const waitActions: readonly RegisteredAction[] = [
  action({
    name: 'tasks.wait.list',
    version: '1.0.0',
    summary: 'Whom tasks wait for, and how long: by kind, role and location, the longest waits first',
    description: `Tasks raised in the span; \`beforeMeanMs\` is of the span of the same length before.`,
    effect: 'read',
    permission: 'task.read',
    route: 'GET /task-waits',
    touches: 'inside',
    input: Type.Object(spanInput, { additionalProperties: false }),
    output: Type.Object({
      from: instant(),
      to: instant(),
      items: Type.Array(
        Type.Object({
          kind: Type.String(),
          role: Type.Union([Type.String(), Type.Null()]),
          locationId: Type.Union([uuid(), Type.Null()]),
          asked: Type.Integer(),
          ended: Type.Integer(),
          open: Type.Integer(),
          late: Type.Integer({ description: 'Ended after they were due, or due and still open' }),
          meanMs: numberOrNull,
          p90Ms: numberOrNull,
          beforeMeanMs: numberOrNull,
        }),
      ),
    }),
    async run({ tx, grant, nowMs }, asked) {
      const { fromMs, toMs } = spanOf(asked, nowMs());
      const rows = await tx.rows<Row>(
        `select kind, assignee_role, location_id,
           (count(*) filter (where now_span))::integer as asked,
           (count(*) filter (where now_span and status <> 'open'))::integer as ended,
           (count(*) filter (where now_span and status = 'open'))::integer as open,
           (count(*) filter (where now_span and due_at is not null and coalesce(ended_at, now()) > due_at))::integer as late,
           (avg(waited) filter (where now_span))::float8 as mean_ms,
           (percentile_disc(0.9) within group (order by waited) filter (where now_span))::float8 as p90_ms,
           (avg(waited) filter (where not now_span))::float8 as before_mean_ms
         from (
           select kind, assignee_role, location_id, status, due_at, ended_at, raised_at >= $3 as now_span,
             extract(epoch from coalesce(ended_at, now()) - raised_at) * 1000 as waited
           from tasks.task
           where org_id = $1 and raised_at >= $3::timestamptz - ($4::timestamptz - $3::timestamptz) and raised_at < $4
             and ($2::uuid[] is null or location_id = any($2::uuid[]))
         ) t
         group by kind, assignee_role, location_id having count(*) filter (where now_span) > 0
         order by sum(waited) filter (where now_span) desc limit $5`,
        [tx.orgId, grant.locationIds, new Date(fromMs), new Date(toMs), mostRows],
      );
      return {
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        items: rows.map((row) => ({
          kind: row.kind,
          role: row.assignee_role,
          locationId: row.location_id,
          asked: row.asked,
          ended: row.ended,
          open: row.open,
          late: row.late,
          meanMs: row.mean_ms,
          p90Ms: row.p90_ms,
          beforeMeanMs: row.before_mean_ms,
        })),
      };
    },
  }),
];
