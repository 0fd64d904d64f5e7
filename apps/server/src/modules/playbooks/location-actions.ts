import { uuid } from '@barrow/contracts';
import { checkValues, mayOverride, type ParameterSchema } from '@barrow/playbook';
import { Type } from 'typebox';
import { action, type ActionContext, type RegisteredAction } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';
import { readLocation } from '../network/index.ts';
import { requireAllowed } from './gallery-actions.ts';
import { install, type InstallDeps } from './install-actions.ts';
import { readInstallations } from './installations.ts';
import { saveOverrides } from './overrides.ts';
import { PlaybookName, Values, Why } from './schemas.ts';
import { shippedPlaybook } from './shipped.ts';

/** The question by which a playbook is switched on or off at a place. */
const switchName = 'active';

const atLocation = { name: PlaybookName, locationId: uuid(), why: Why };
const output = Type.Object({ name: Type.String(), locationId: uuid(), active: Type.Boolean() });

/** For who runs a location: a playbook put to use there and nowhere else, and taken out of use. */
export function locationActions(deps: InstallDeps): readonly RegisteredAction[] {
  return [
    action({
      name: 'playbooks.location.install',
      version: '1.0.0',
      summary: 'Use a playbook at a location',
      description:
        'For playbooks that can be switched on by location. Where the organisation does not use the playbook yet, it is installed and stays switched off everywhere else. `parameters` are those that a location may set.',
      effect: 'write',
      undoneBy: 'playbooks.location.uninstall',
      permission: 'playbook.override',
      route: 'PUT /playbooks/:name/locations/:locationId',
      touches: ({ locationId }) => [locationId],
      input: Type.Object({ ...atLocation, parameters: Type.Optional(Values) }, { additionalProperties: false }),
      output,
      async run(ctx, { name, locationId, parameters = {}, why }) {
        const playbook = await shippedPlaybook(name);
        const [before] = await readInstallations(ctx.tx, name, true);
        const questions = before?.questions ?? playbook.questions;
        requireSwitch(questions, playbook.manifest.title);
        const values = { ...parameters, [switchName]: true };
        requireAllowed(checkValues(questions, values, 'location'));
        if (before === undefined) await install(ctx, deps, playbook, { [switchName]: false }, why);
        await differ(ctx, name, locationId, values, why);
        return { name, locationId, active: true };
      },
    }),
    action({
      name: 'playbooks.location.uninstall',
      version: '1.0.0',
      summary: 'Use a playbook at a location no more, whatever the organisation does',
      effect: 'write',
      undoneBy: 'playbooks.location.install',
      permission: 'playbook.override',
      route: 'DELETE /playbooks/:name/locations/:locationId',
      touches: ({ locationId }) => [locationId],
      input: Type.Object(atLocation, { additionalProperties: false }),
      output,
      async run(ctx, { name, locationId, why }) {
        await readLocation(ctx.tx, locationId);
        const [before] = await readInstallations(ctx.tx, name, true);
        if (before !== undefined) {
          requireSwitch(before.questions, name);
          await differ(ctx, name, locationId, { [switchName]: false }, why);
        }
        return { name, locationId, active: false };
      },
    }),
  ];
}

function requireSwitch({ properties }: ParameterSchema, title: string): void {
  const question = properties[switchName];
  if (question === undefined || !mayOverride(question, 'location'))
    throw fault(
      'forbidden',
      'NOT_ALLOWED',
      `"${title}" works for the whole organisation and is not switched on by location: ask head office to install it.`,
    );
}

async function differ(
  ctx: ActionContext,
  playbook: string,
  locationId: string,
  values: Readonly<Record<string, unknown>>,
  why: string,
): Promise<void> {
  const { locationId: key } = await readLocation(ctx.tx, locationId);
  await saveOverrides(ctx.tx, { playbook, level: 'location', key }, values, { until: null, why, by: ctx.actor.name });
  ctx.audit({ subjectId: playbook, locationId: key, after: { level: 'location', key, parameters: values, why } });
  ctx.emit({
    type: 'playbooks.override.changed',
    subjectId: null,
    locationId: key,
    occurredAt: new Date(ctx.nowMs()).toISOString(),
    data: { playbook, level: 'location', key, by: ctx.actor.name },
  });
}
