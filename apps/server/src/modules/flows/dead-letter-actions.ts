import { Type } from 'typebox';
import { instant, uuid } from '@barrow/contracts';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { defaultLimit, pageFrom, pageInput, pageOf, readCursor } from '../../platform/page.ts';

const DeadCall = Type.Object({
  runId: uuid(),
  key: Type.String(),
  kind: Type.String(),
  attempts: Type.Integer(),
  lastResult: Type.Union([Type.String(), Type.Null()]),
  madeAt: instant(),
});
const PoisonedEvent = Type.Object({
  poisonedId: uuid(),
  forWhat: Type.String(),
  event: Type.Unknown(),
  reason: Type.String(),
  at: instant(),
});

type CallRow = {
  run_id: string;
  key: string;
  kind: string;
  attempts: number;
  last_result: string | null;
  made_at: string;
  sort: string;
};
type PoisonedRow = { poisoned_id: string; for_what: string; event: unknown; reason: string; at: string; sort: string };
const callKey = Type.Object(
  { runId: uuid(), key: Type.String({ minLength: 1, maxLength: 1_000 }) },
  { additionalProperties: false },
);

/** What could not be done and waits for people: calls nobody answered, events nobody could take in. `wake` is told when a call is due again. */
export function deadLetterActions(wake: () => void): RegisteredAction[] {
  return [
    action({
      name: 'flows.dead-call.list',
      version: '1.0.0',
      summary: 'Calls to the outside that got no answer, newest first',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/dead-calls',
      touches: 'all',
      input: Type.Object(pageInput, { additionalProperties: false }),
      output: pageOf(DeadCall),
      async run({ tx }, { cursor, limit = defaultLimit }) {
        const after = readCursor(cursor, 3);
        const rows = await tx.rows<CallRow>(
          `select c.run_id, c.key, c.kind, c.attempts, c.last_result, c.made_at, c.made_at::text as sort from flows.call c
           join flows.run r on r.org_id = c.org_id and r.run_id = c.run_id
           join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
           where c.org_id = $1 and c.status = 'dead' and ($2::timestamptz is null or (c.made_at, c.run_id, c.key) < ($2, $3::uuid, $4))
           order by c.made_at desc, c.run_id desc, c.key desc limit $5`,
          [tx.orgId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit + 1],
        );
        return pageFrom(
          rows,
          limit,
          (row) => [row.sort, row.run_id, row.key],
          (row) => ({
            runId: row.run_id,
            key: row.key,
            kind: row.kind,
            attempts: row.attempts,
            lastResult: row.last_result,
            madeAt: row.made_at,
          }),
        );
      },
    }),
    action({
      name: 'flows.dead-call.retry',
      version: '1.0.0',
      summary: 'Make a call again, with the same key; its result goes to the run if that still waits for it',
      effect: 'write',
      permission: 'flow.mend',
      route: 'POST /flows/dead-calls/retry',
      touches: 'all',
      input: callKey,
      output: callKey,
      async run(ctx, { runId, key }) {
        const changed = await ctx.tx.run(
          `update flows.call set status = 'due', attempts = 0, due_at = now(), deadline_at = now() + interval '5 minutes'
           where org_id = $1 and run_id = $2 and key = $3 and status = 'dead'`,
          [ctx.tx.orgId, runId, key],
        );
        if (changed === 0) throw callUnknown(runId, key);
        ctx.audit({ subjectId: runId, after: { retry: key } });
        ctx.tx.afterCommit(wake);
        return { runId, key };
      },
    }),
    action({
      name: 'flows.dead-call.discard',
      version: '1.0.0',
      summary: 'Take a call off the list: somebody has seen to it',
      effect: 'write',
      permission: 'flow.mend',
      route: 'POST /flows/dead-calls/discard',
      touches: 'all',
      input: callKey,
      output: callKey,
      async run(ctx, { runId, key }) {
        const gone = await ctx.tx.run(
          `delete from flows.call where org_id = $1 and run_id = $2 and key = $3 and status = 'dead'`,
          [ctx.tx.orgId, runId, key],
        );
        if (gone === 0) throw callUnknown(runId, key);
        ctx.audit({ subjectId: runId, after: { discard: key } });
        return { runId, key };
      },
    }),
    action({
      name: 'flows.poisoned-event.list',
      version: '1.0.0',
      summary: 'Events that triggers could not take in, newest first',
      effect: 'read',
      permission: 'flow.read',
      route: 'GET /flows/poisoned-events',
      touches: 'all',
      input: Type.Object(pageInput, { additionalProperties: false }),
      output: pageOf(PoisonedEvent),
      async run({ tx }, { cursor, limit = defaultLimit }) {
        const after = readCursor(cursor, 2);
        const rows = await tx.rows<PoisonedRow>(
          `select poisoned_id, for_what, event, reason, at, at::text as sort from flows.poisoned
           where org_id = $1 and ($2::timestamptz is null or (at, poisoned_id) < ($2, $3::uuid)) order by at desc, poisoned_id desc limit $4`,
          [tx.orgId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
        );
        return pageFrom(
          rows,
          limit,
          (row) => [row.sort, row.poisoned_id],
          (row) => ({
            poisonedId: row.poisoned_id,
            forWhat: row.for_what,
            event: row.event,
            reason: row.reason,
            at: row.at,
          }),
        );
      },
    }),
    action({
      name: 'flows.poisoned-event.discard',
      version: '1.0.0',
      summary: 'Take an event off the list',
      effect: 'write',
      permission: 'flow.mend',
      route: 'DELETE /flows/poisoned-events/:poisonedId',
      touches: 'all',
      input: Type.Object({ poisonedId: uuid() }, { additionalProperties: false }),
      output: Type.Null(),
      async run(ctx, { poisonedId }) {
        const gone = await ctx.tx.run('delete from flows.poisoned where org_id = $1 and poisoned_id = $2', [
          ctx.tx.orgId,
          poisonedId,
        ]);
        if (gone === 0) throw fault('not-found', 'EVENT_UNKNOWN', `There is no poisoned event ${poisonedId}.`);
        ctx.audit({ subjectId: poisonedId, after: null });
        return null;
      },
    }),
  ];
}

function callUnknown(runId: string, key: string) {
  return fault('not-found', 'CALL_UNKNOWN', `There is no dead call ${key} of the run ${runId}.`);
}
