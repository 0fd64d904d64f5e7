import { uuid } from '@barrow/contracts';
import { Type } from 'typebox';
import { action, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import type { Tx } from '../../platform/postgres.ts';
import { deliverTo, type Arrival } from './inbox.ts';
import { runUnknown } from './unknown.ts';
import type { RunStatus } from './run-rows.ts';

type Waiting = {
  readonly kind: 'call' | 'timer' | 'event' | 'run';
  readonly key: string;
  readonly task: string | null;
};

/**
 * Answers by hand. A run that waits is given what it waits for; one that faulted at a call goes on as if that had been answered.
 * `wake` is told that a run is due.
 */
export function answerAction(wake: (orgId: string) => void): RegisteredAction {
  return action({
    name: 'flows.run.answer',
    version: '1.0.0',
    summary: 'Answer by hand what a run waits for, or what it failed at',
    description:
      'For a waiting run: the call, event, time or other run of this `key` is taken as answered; without a key the one thing that it waits for. For a faulted run: the call that failed is taken as answered. Questions to people are answered as tasks.',
    effect: 'write',
    permission: 'flow.mend',
    route: 'POST /flows/runs/:runId/answer',
    touches: 'all',
    input: Type.Object(
      {
        runId: uuid(),
        key: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: 'One of `waitsFor`' })),
        output: Type.Unknown({
          description: 'The output of a call or run; the CloudEvent that is heard; null for a time',
        }),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ runId: uuid(), key: Type.Union([Type.String(), Type.Null()]) }),
    async run(ctx, { runId, key, output }) {
      const { tx } = ctx;
      const row = await tx.row<{ status: RunStatus }>(
        'select status from flows.run where org_id = $1 and run_id = $2 for no key update',
        [tx.orgId, runId],
      );
      if (row === undefined) throw runUnknown(runId);
      const arrival =
        row.status === 'faulted'
          ? ({ runId, kind: 'command', key: null, data: { command: 'retry', answer: { output } } } as const)
          : await arrivalFor(tx, runId, row.status, key, output);
      await deliverTo(tx, [arrival]);
      ctx.audit({ subjectId: runId, before: { status: row.status }, after: { answered: arrival.key, output } });
      tx.afterCommit(() => wake(tx.orgId));
      return { runId, key: arrival.key };
    },
  });
}

async function arrivalFor(
  tx: Tx,
  runId: string,
  status: RunStatus,
  key: string | undefined,
  output: unknown,
): Promise<Arrival> {
  if (status !== 'waiting') throw fault('conflict', 'RUN_STATE', `The run is ${status}: it waits for nothing.`);
  const waiting = await waitsOf(tx, runId);
  const wanted = key === undefined ? waiting : waiting.filter((one) => one.key === key);
  const [one] = wanted;
  if (one === undefined || wanted.length > 1) {
    const keys = waiting.map((other) => other.key).join(', ');
    const detail = keys === '' ? 'the run waits for a person: answer its task' : `must be one of: ${keys}`;
    throw fault('unprocessable', 'INPUT_INVALID', `/key ${detail}.`, [{ pointer: '/key', detail }]);
  }
  switch (one.kind) {
    case 'timer':
      await tx.run('delete from flows.timer where org_id = $1 and run_id = $2 and key = $3', [
        tx.orgId,
        runId,
        one.key,
      ]);
      return { runId, kind: 'timer', key: one.key, data: {} };
    case 'event':
      if (typeof output !== 'object' || output === null || Array.isArray(output))
        throw fault('unprocessable', 'INPUT_INVALID', '/output must be the event, an object.', [
          { pointer: '/output', detail: 'must be the event that is heard, an object with type and data' },
        ]);
      return {
        runId,
        kind: 'event',
        key: one.key,
        data: { task: one.task, event: { id: crypto.randomUUID(), ...output } },
      };
    case 'call':
      // An answer that a process gets all the same comes too late, and is noted as such.
      await tx.run('delete from flows.call where org_id = $1 and run_id = $2 and key = $3', [tx.orgId, runId, one.key]);
      return { runId, kind: 'result', key: one.key, data: { output } };
    default:
      return { runId, kind: 'result', key: one.key, data: { output } };
  }
}

async function waitsOf(tx: Tx, runId: string): Promise<readonly Waiting[]> {
  return tx.rows<Waiting>(
    `select 'call' as kind, key, null as task from flows.call where org_id = $1 and run_id = $2 and status <> 'dead'
     union all select 'timer', key, null from flows.timer where org_id = $1 and run_id = $2 and key not like '%!timeout'
     union all select 'event', key, task from flows.listener where org_id = $1 and run_id = $2
     union all select 'run', parent_key, null from flows.run
       where org_id = $1 and parent_run_id = $2 and ended_at is null and parent_key is not null
     limit 200`,
    [tx.orgId, runId],
  );
}
