import { fieldOf, workflowOf, type Access, type WorkflowsOf } from '../flows/index.ts';
import { shippedPlaybook } from './shipped.ts';

/** The workflows of the playbook as it came with the server. */
const byPlaybook: WorkflowsOf = async (_tx, input) =>
  (await shippedPlaybook(fieldOf(input, 'name'))).workflows.flatMap(({ source }) => workflowOf(source) ?? []);

const atKey = (input: unknown): readonly string[] =>
  fieldOf(input, 'level') === 'location' ? [fieldOf(input, 'key')] : [];

/** What is done with the workflows of playbooks. Reading is for everybody whose role may: the texts come with the server, and runs read the answers. */
export const playbookAccess: Readonly<Record<string, Access>> = {
  'playbooks.playbook.install': { verb: 'approve', of: byPlaybook },
  'playbooks.playbook.upgrade': { verb: 'approve', of: byPlaybook },
  'playbooks.playbook.uninstall': { verb: 'approve', of: byPlaybook },
  'playbooks.location.install': { verb: 'run', of: byPlaybook },
  'playbooks.location.uninstall': { verb: 'run', of: byPlaybook },
  'playbooks.override.save': { verb: 'edit', of: byPlaybook, at: atKey },
  'playbooks.override.remove': { verb: 'edit', of: byPlaybook, at: atKey },
};
