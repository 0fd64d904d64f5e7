import { Type } from 'typebox';
import { uuid } from '@barrow/contracts';
import { checkValues, mergeValues, type MergeConflict, type Values as Answers } from '@barrow/playbook';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { requireAllowed } from './gallery-actions.ts';
import { readInstallations, requireInstallation, saveInstallation } from './installations.ts';
import { PlaybookName, Values, Why } from './schemas.ts';
import { shippedPlaybook, type Playbook } from './shipped.ts';

export type InstallDeps = {
  /** Publishes a workflow in the caller's transaction. */
  readonly publish: (ctx: ActionContext, source: string) => Promise<{ readonly definitionId: string }>;
  readonly retire: (ctx: ActionContext, definitionId: string) => Promise<unknown>;
};

const Installed = Type.Object({
  name: Type.String(),
  version: Type.String(),
  answers: Values,
  definitionIds: Type.Array(uuid()),
});

export function installActions(deps: InstallDeps): readonly RegisteredAction[] {
  return [
    action({
      name: 'playbooks.playbook.install',
      version: '1.0.0',
      summary: 'Use a playbook: answer its questions and publish its workflows',
      description:
        'An installed playbook gets the new answers; those left out are the standard again. Runs that are under way keep the answers they began with.',
      effect: 'write',
      undoneBy: 'playbooks.playbook.uninstall',
      permission: 'playbook.manage',
      route: 'PUT /playbooks/:name/installation',
      touches: 'all',
      input: Type.Object(
        { name: PlaybookName, parameters: Type.Optional(Values), why: Type.Optional(Why) },
        { additionalProperties: false },
      ),
      output: Installed,
      async run(ctx, { name, parameters = {}, why = '' }) {
        const playbook = await shippedPlaybook(name);
        const [before] = await readInstallations(ctx.tx, name, true);
        const questions = before?.questions ?? playbook.questions;
        requireAllowed(checkValues(questions, parameters, 'organisation'));
        if (before === undefined) return install(ctx, deps, playbook, parameters, why);
        const { version, definitionIds } = before;
        const saved = await saveInstallation(ctx.tx, {
          ...before,
          answers: parameters,
          why,
          answeredBy: ctx.actor.name,
        });
        ctx.audit({
          subjectId: name,
          before: { version, answers: before.answers },
          after: { version, answers: parameters, why },
        });
        tell(ctx, 'playbooks.playbook.answered', name, version);
        return { name, version, answers: saved.answers, definitionIds: [...definitionIds] };
      },
    }),
    action({
      name: 'playbooks.playbook.upgrade',
      version: '1.0.0',
      summary: 'Take the version of a playbook that came with the server, with the answers that were given',
      description:
        'Answers go along where only one side changed. Where both did, or the new version does not allow an answer, PLAYBOOK_CONFLICT names each; choose `mine` or `theirs` for it. What is overridden at locations stays, as far as the new version lets it be set there.',
      effect: 'write',
      permission: 'playbook.manage',
      route: 'POST /playbooks/:name/upgrade',
      touches: 'all',
      input: Type.Object(
        {
          name: PlaybookName,
          choices: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.Enum(['mine', 'theirs']))),
        },
        { additionalProperties: false },
      ),
      output: Installed,
      async run(ctx, { name, choices = {} }) {
        const playbook = await shippedPlaybook(name);
        const before = await requireInstallation(ctx.tx, name, true);
        const { version, definitionIds, answers } = before;
        if (version === playbook.manifest.version) return { name, version, answers, definitionIds: [...definitionIds] };
        const merged = mergeValues(before.questions, playbook.questions, answers, choices);
        if (merged.conflicts.length > 0) throw conflictOf(merged.conflicts);
        return install(ctx, deps, playbook, merged.values, before.why, before.definitionIds);
      },
    }),
    action({
      name: 'playbooks.playbook.uninstall',
      version: '1.0.0',
      summary: 'Use a playbook no more: its workflows start no new runs, its answers and overrides are gone',
      effect: 'write',
      permission: 'playbook.manage',
      route: 'DELETE /playbooks/:name/installation',
      touches: 'all',
      input: Type.Object({ name: PlaybookName }, { additionalProperties: false }),
      output: Type.Null(),
      async run(ctx, { name }) {
        const before = await requireInstallation(ctx.tx, name, true);
        for (const definitionId of before.definitionIds) await deps.retire(ctx, definitionId);
        await ctx.tx.run('delete from playbooks.installation where org_id = $1 and playbook = $2', [
          ctx.tx.orgId,
          name,
        ]);
        ctx.audit({ subjectId: name, before: { version: before.version, answers: before.answers }, after: null });
        tell(ctx, 'playbooks.playbook.uninstalled', name, before.version);
        return null;
      },
    }),
  ];
}

/** Installs a playbook as it came with the server. Its runs act for head office, whoever asks: its workflows are known. */
export async function install(
  ctx: ActionContext,
  deps: InstallDeps,
  { manifest: { name, version }, questions, workflows }: Playbook,
  answers: Answers,
  why: string,
  earlier: readonly string[] = [],
) {
  const definitionIds: string[] = [];
  const forHeadOffice: ActionContext = { ...ctx, grant: { ...ctx.grant, role: 'operations', locationIds: null } };
  for (const { source } of workflows) definitionIds.push((await deps.publish(forHeadOffice, source)).definitionId);
  for (const definitionId of earlier) if (!definitionIds.includes(definitionId)) await deps.retire(ctx, definitionId);
  await saveInstallation(ctx.tx, {
    playbook: name,
    version,
    questions,
    answers,
    why,
    definitionIds,
    answeredBy: ctx.actor.name,
  });
  ctx.audit({ subjectId: name, after: { version, answers, why } });
  tell(ctx, 'playbooks.playbook.installed', name, version);
  return { name, version, answers, definitionIds };
}

function tell(ctx: ActionContext, type: string, playbook: string, version: string): void {
  const occurredAt = new Date(ctx.nowMs()).toISOString();
  ctx.emit({ type, subjectId: null, locationId: null, occurredAt, data: { playbook, version, by: ctx.actor.name } });
}

const reasons: Readonly<Record<MergeConflict['reason'], string>> = {
  removed: 'is no parameter of the new version: choose theirs to give it up',
  'not-allowed': 'has a value that the new version does not allow: choose theirs for its standard',
  'both-changed': 'was changed by you and in the new version: choose mine or theirs',
};

function conflictOf(conflicts: readonly MergeConflict[]) {
  const problems = conflicts.map(({ parameter, reason, mine, before, after }) => ({
    pointer: `/choices/${parameter}`,
    detail: `${reasons[reason]} (yours ${JSON.stringify(mine)}, standard before ${JSON.stringify(before ?? null)}, now ${JSON.stringify(after ?? null)})`,
  }));
  return fault(
    'conflict',
    'PLAYBOOK_CONFLICT',
    `${conflicts.length} of your answers cannot simply go along: ${conflicts.map((one) => one.title).join(', ')}.`,
    problems,
  );
}
