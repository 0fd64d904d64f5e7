import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { action, openAction, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { actorText } from '../../platform/registry.ts';
import { answerAction } from './answer-action.ts';
import { idOfCall } from './functions.ts';
import { deliverTo } from './inbox.ts';
import { runUnknown } from './unknown.ts';
import { runFilter, RunFilter, RunStatusName } from './run-filter.ts';
import type { Run, RunStatus } from './run-rows.ts';
import type { StartAsk } from './prepare-starts.ts';

const Command = Type.Enum(['cancel', 'suspend', 'resume', 'retry']);
type Command = 'cancel' | 'suspend' | 'resume' | 'retry';

/** In which states a command makes sense. */
const commandable: Readonly<Record<Command, readonly RunStatus[]>> = {
  cancel: ['queued', 'running', 'waiting', 'suspended', 'quarantined'],
  suspend: ['running', 'waiting'],
  resume: ['suspended'],
  retry: ['faulted', 'quarantined'],
};
const mostInBulk = 1_000;

export type RunActionDeps = {
  readonly start: (orgId: string, ask: StartAsk) => Promise<Run>;
  /** How a run stands once it has ended, or when the time is over. */
  readonly waitForEnd: (orgId: string, run: Run, waitMs: number) => Promise<Run>;
  readonly wake: (orgId: string) => void;
};

const Started = Type.Object({
  runId: uuid(),
  status: RunStatusName,
  output: Type.Unknown(),
  error: Type.Unknown(),
});

export function runActions(deps: RunActionDeps): RegisteredAction[] {
  return [
    openAction({
      name: 'flows.run.start',
      version: '1.0.0',
      summary: 'Start a run of a published workflow',
      description:
        'Idempotent by `id`; or by `once`, a text of your own: the same text starts the same workflow once. Answers once the run is stored and has gone as far as it goes without waiting; with `waitMs` when it has ended, at the latest after that time.',
      effect: 'write',
      undoneBy: 'flows.run.cancel',
      permission: 'flow.run',
      route: 'POST /flows/runs',
      touches: 'all',
      input: Type.Object(
        {
          id: Type.Optional(uuid('Names the run; needed unless `once` is given')),
          once: Type.Optional(
            Type.String({ minLength: 1, maxLength: 500, description: 'Instead of an id: the id follows from it' }),
          ),
          namespace: Type.String({ minLength: 1, maxLength: 200 }),
          name: Type.String({ minLength: 1, maxLength: 200 }),
          version: Type.Optional(Type.String({ maxLength: 64, description: 'The one published last unless told' })),
          input: Type.Optional(Type.Unknown()),
          priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
          businessKeys: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 20 })),
          waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })),
        },
        { additionalProperties: false },
      ),
      output: Started,
      async run(
        ctx,
        { id, once, namespace, name, version = 'latest', input = {}, priority, businessKeys, waitMs = 0 },
      ) {
        const { actor, grant, traceId } = ctx;
        const runId = once === undefined ? id : idOfCall(`${grant.orgId} ${namespace}/${name}`, once);
        if (runId === undefined)
          throw fault('invalid', 'INPUT_INVALID', 'A run needs an id, or a text under once.', [
            { pointer: '/id', detail: 'is missing: give an id, or once' },
          ]);
        const run = await deps.start(grant.orgId, {
          runId,
          workflow: { namespace, name, version },
          input,
          ...(priority === undefined ? {} : { priority }),
          ...(businessKeys === undefined ? {} : { businessKeys }),
          startedBy: actorText(actor),
          caller: { actor, grant, traceId },
        });
        return startedOf(await deps.waitForEnd(grant.orgId, run, waitMs));
      },
    }),
    ...(['cancel', 'suspend', 'resume', 'retry'] as const).map((command) =>
      action({
        name: `flows.run.${command}`,
        version: '1.0.0',
        summary: summaries[command],
        effect: 'write',
        permission: 'flow.mend',
        route: `POST /flows/runs/:runId/${command}`,
        touches: 'all',
        input: Type.Object({ runId: uuid() }, { additionalProperties: false }),
        output: Type.Object({ runId: uuid(), status: RunStatusName }),
        async run(ctx, { runId }) {
          const row = await ctx.tx.row<{ status: RunStatus }>(
            'select status from flows.run where org_id = $1 and run_id = $2 for no key update',
            [ctx.tx.orgId, runId],
          );
          if (row === undefined) throw runUnknown(runId);
          if (!commandable[command].includes(row.status))
            throw fault('conflict', 'RUN_STATE', `The run is ${row.status}: ${command} is not possible now.`);
          await tell(ctx, deps, [runId], { command });
          ctx.audit({ subjectId: runId, before: { status: row.status }, after: { command } });
          return { runId, status: row.status };
        },
      }),
    ),
    answerAction(deps.wake),
    action({
      name: 'flows.run.command-many',
      version: '1.0.0',
      summary: `Cancel, suspend, resume or retry the runs that a filter finds, up to ${mostInBulk} at once`,
      description: 'With `output`, `retry` answers by hand: the failed call of each counts as answered with it.',
      effect: 'write',
      permission: 'flow.mend',
      route: 'POST /flows/runs/commands',
      touches: 'all',
      input: Type.Object(
        { command: Command, filter: RunFilter, output: Type.Optional(Type.Unknown()) },
        { additionalProperties: false },
      ),
      output: Type.Object({
        count: Type.Integer(),
        more: Type.Boolean({ description: 'There are others: ask again' }),
      }),
      async run(ctx, { command, filter, output }) {
        if (output !== undefined && command !== 'retry')
          throw fault('invalid', 'INPUT_INVALID', 'Only a retry can be given an output.', [
            { pointer: '/output', detail: `has no meaning for ${command}: leave it out` },
          ]);
        const { where, values } = runFilter(ctx.tx.orgId, filter);
        const rows = await ctx.tx.rows<{ run_id: string }>(
          `select r.run_id from flows.run r join flows.definition d on d.org_id = r.org_id and d.definition_id = r.definition_id
           where ${where} and r.status = any($${values.length + 1}::text[]) order by r.run_id limit $${values.length + 2} for no key update of r`,
          [...values, commandable[command], mostInBulk + 1],
        );
        const runIds = rows.slice(0, mostInBulk).map((row) => row.run_id);
        await tell(ctx, deps, runIds, { command, ...(output === undefined ? {} : { answer: { output } }) });
        ctx.audit({
          subjectId: null,
          after: { command, filter, count: runIds.length, ...(output === undefined ? {} : { output }) },
        });
        return { count: runIds.length, more: rows.length > mostInBulk };
      },
    }),
  ];
}

const summaries: Readonly<Record<Command, string>> = {
  cancel: 'End a run: what it waits for is taken back, what it did stays done',
  suspend: 'Let a run stand still until it is resumed',
  resume: 'Let a suspended run go on',
  retry: 'Let a faulted run try the task again that failed',
};

function startedOf(run: Run) {
  return { runId: run.runId, status: run.status, output: run.output, error: run.error };
}

/** Gives runs a command; they take it in their turn. */
async function tell(
  ctx: ActionContext,
  deps: RunActionDeps,
  runIds: readonly string[],
  data: { readonly command: Command; readonly answer?: { readonly output: unknown } },
): Promise<void> {
  await ctx.tx.run(
    `update flows.run set status = 'running', deaths = 0 where org_id = $1 and run_id = any($2::uuid[]) and status = 'quarantined'`,
    [ctx.tx.orgId, runIds],
  );
  await deliverTo(
    ctx.tx,
    runIds.map((runId) => ({ runId, kind: 'command' as const, key: null, data })),
  );
  ctx.tx.afterCommit(() => deps.wake(ctx.tx.orgId));
}
