import { Type } from 'typebox';
import { instant, uuid, type SignedFact } from '@barrow/contracts';
import { action, openAction, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';
import { performFacts, type PerformDeps } from './perform-facts.ts';
import { readSeries } from './series.ts';
import { readStaffOf } from './staff.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const OpenFact = Type.Object({
  deviceId: uuid(),
  seriesId: uuid(),
  locationId: uuid(),
  seq: Type.Integer(),
  action: Type.String(),
  input: Type.Unknown(),
  at: instant(),
  receivedAt: instant(),
  staffId: Type.Union([uuid(), Type.Null()]),
  status: Type.Enum(['refused', 'kept']),
  code: textOrNull,
  message: textOrNull,
});
type FactRow = {
  device_id: string;
  series_id: string;
  location_id: string;
  seq: number;
  fact_id: string;
  action: string;
  input: string;
  at: string;
  at_text: string;
  clock_text: string;
  received_at: string;
  staff_id: string | null;
  receipt: number | null;
  mends: number | null;
  prev: string;
  hash: string;
  signature: string;
  status: 'refused' | 'kept';
  code: string | null;
  message: string | null;
  settled_at: string | null;
  sort: string;
};
const columns = `device_id, series_id, location_id, seq, fact_id, action, input, at, at_text, clock_text, received_at, staff_id, receipt, mends, prev, hash,
  signature, status, code, message, settled_at, received_at::text as sort`;
const key = { seriesId: uuid(), seq: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) };
const why = Type.String({ minLength: 1, maxLength: 500 });

/** Facts that were not stored: what head office sees of them, and does about them. */
export function factActions(deps: PerformDeps): readonly RegisteredAction[] {
  return [
    action({
      name: 'tills.fact.list',
      version: '1.0.0',
      summary: 'Facts of tills that were refused or kept, and that nobody has seen to, newest first',
      effect: 'read',
      permission: 'till.manage',
      route: 'GET /tills/facts',
      touches: 'inside',
      input: Type.Object({ ...pageInput, deviceId: Type.Optional(uuid()) }, { additionalProperties: false }),
      output: pageOf(OpenFact),
      async run({ tx, grant }, { cursor, limit = defaultLimit, deviceId }) {
        const after = readCursor(cursor, 3);
        const rows = await tx.rows<FactRow>(
          `select ${columns} from tills.fact where org_id = $1 and status <> 'stored' and settled_at is null
             and ($2::uuid is null or device_id = $2) and ($3::uuid[] is null or location_id = any($3::uuid[]))
             and ($4::timestamptz is null or (received_at, series_id, seq) < ($4, $5::uuid, $6::integer))
           order by received_at desc, series_id desc, seq desc limit $7`,
          [
            tx.orgId,
            deviceId ?? null,
            grant.locationIds,
            after?.[0] ?? null,
            after?.[1] ?? null,
            after?.[2] ?? null,
            limit + 1,
          ],
        );
        return pageFrom(
          rows,
          limit,
          (row) => [row.sort, row.series_id, row.seq],
          (row) => ({
            deviceId: row.device_id,
            seriesId: row.series_id,
            locationId: row.location_id,
            seq: row.seq,
            action: row.action,
            input: JSON.parse(row.input) as unknown,
            at: row.at,
            receivedAt: row.received_at,
            staffId: row.staff_id,
            status: row.status,
            code: row.code,
            message: row.message,
          }),
        );
      },
    }),
    openAction({
      name: 'tills.fact.let',
      version: '1.0.0',
      summary: 'Do what a kept or refused fact asks for after all, as who did it',
      description: 'Refused again, it stays open and the answer says why.',
      effect: 'write',
      permission: 'till.manage',
      route: 'POST /tills/facts/:seriesId/let',
      touches: 'inside',
      input: Type.Object({ ...key, why }, { additionalProperties: false }),
      output: Type.Object({ ...key, settled: Type.Boolean(), code: textOrNull, message: textOrNull }),
      async run(ctx, { seriesId, seq, why: reason }) {
        const { row, series, staff } = await ctx.inTransaction(async (part) => {
          const open = await readOpen(part, seriesId, seq);
          return {
            row: open,
            series: await readSeries(part.tx, open.device_id),
            staff: await readStaffOf(part.tx, open.location_id),
          };
        });
        const [verdict] = await performFacts(
          deps,
          { series: { ...series, locationId: row.location_id }, orgId: ctx.grant.orgId, traceId: ctx.traceId },
          staff,
          [factOf(row)],
        );
        const isDone = verdict?.status === 'stored';
        return ctx.inTransaction(async (part) => {
          await settle(part, seriesId, seq, isDone ? 'let' : null, verdict?.code ?? null, verdict?.message ?? null);
          part.audit({
            subjectId: row.fact_id,
            locationId: row.location_id,
            before: { status: row.status, code: row.code },
            after: { let: isDone, why: reason, code: verdict?.code ?? null },
          });
          const { code = null, message = null } = verdict ?? {};
          return { seriesId, seq, settled: isDone, code, message };
        });
      },
    }),
    action({
      name: 'tills.fact.write-off',
      version: '1.0.0',
      summary: 'Say that nothing is to be done about a kept or refused fact; it stays in the till’s chain',
      effect: 'write',
      permission: 'till.manage',
      route: 'POST /tills/facts/:seriesId/write-off',
      touches: 'inside',
      input: Type.Object({ ...key, why }, { additionalProperties: false }),
      output: Type.Object({ ...key, settled: Type.Boolean() }),
      async run(ctx, { seriesId, seq, why: reason }) {
        const row = await readOpen(ctx, seriesId, seq);
        await settle(ctx, seriesId, seq, 'written-off', row.code, row.message);
        ctx.audit({
          subjectId: row.fact_id,
          locationId: row.location_id,
          before: { status: row.status, code: row.code },
          after: { writtenOff: true, why: reason },
        });
        return { seriesId, seq, settled: true };
      },
    }),
  ];
}

async function readOpen(ctx: ActionContext, seriesId: string, seq: number): Promise<FactRow> {
  const row = await ctx.tx.row<FactRow>(
    `select ${columns} from tills.fact where org_id = $1 and series_id = $2 and seq = $3 and status <> 'stored' for update`,
    [ctx.tx.orgId, seriesId, seq],
  );
  if (row === undefined) throw fault('not-found', 'FACT_UNKNOWN', `There is no open fact ${seq} of this series.`);
  ctx.requireLocation(row.location_id);
  if (row.settled_at !== null) throw fault('conflict', 'FACT_STATE', 'Somebody has seen to this fact already.');
  return row;
}

async function settle(
  { tx, actor }: ActionContext,
  seriesId: string,
  seq: number,
  how: 'let' | 'written-off' | null,
  code: string | null,
  message: string | null,
): Promise<void> {
  await tx.run(
    `update tills.fact set code = $4, message = $5, settled_how = $6, settled_by = case when $6::text is null then null else $7 end,
       settled_at = case when $6::text is null then null else now() end
     where org_id = $1 and series_id = $2 and seq = $3 and settled_at is null`,
    [tx.orgId, seriesId, seq, code, message, how, actor.name],
  );
}

function factOf(row: FactRow): SignedFact {
  const input: Record<string, unknown> = JSON.parse(row.input) as Record<string, unknown>;
  return {
    seq: row.seq,
    factId: row.fact_id,
    action: row.action,
    input,
    at: row.at_text,
    clockAt: row.clock_text,
    staffId: row.staff_id,
    receipt: row.receipt,
    mends: row.mends,
    prev: row.prev,
    hash: row.hash,
    signature: row.signature,
  };
}
