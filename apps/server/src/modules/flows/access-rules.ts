import type { Role } from '@barrow/contracts';
import type { Grant } from '../../platform/action.ts';
import type { Tx } from '../../platform/postgres.ts';

/** What somebody may do with a workflow. Whoever may not see one may do nothing with it. */
export const accessVerbs = ['see', 'edit', 'approve', 'run'] as const;
export type AccessVerb = (typeof accessVerbs)[number];

export type AccessRule = {
  /** `namespace/name`, `namespace/*` or `*` */
  readonly workflow: string;
  readonly verb: AccessVerb;
  /** Who still may, of those whose role lets them in general; without locations everywhere. */
  readonly allow: readonly { readonly role: Role; readonly locationIds: readonly string[] | null }[];
};

/** Who asks, and the locations that the request names. */
export type Asker = {
  readonly grant: Pick<Grant, 'role' | 'locationIds'>;
  readonly locationIds: readonly string[];
};

/** All rules of the organisation: few, and none for most. */
export function readAccess(tx: Tx): Promise<AccessRule[]> {
  return tx.rows<AccessRule>(
    'select workflow, verb, allow from flows.access where org_id = $1',
    [tx.orgId],
    'flow-access',
  );
}

/** The rules that could speak for a workflow or a pattern, the narrowest first. */
function namesOf(workflow: string): readonly string[] {
  const [namespace = ''] = workflow.split('/');
  return [...new Set([workflow, `${namespace}/*`, '*'])];
}

function isAllowed(rules: readonly AccessRule[], verb: AccessVerb, workflow: string, asker: Asker): boolean {
  const rule = namesOf(workflow)
    .map((name) => rules.find((one) => one.verb === verb && one.workflow === name))
    .find((one) => one !== undefined);
  if (rule === undefined) return true;
  const { grant, locationIds: named } = asker;
  return rule.allow.some(({ role, locationIds }) => {
    if (role !== grant.role) return false;
    if (locationIds === null) return true;
    if (named.length > 0) return named.every((one) => locationIds.includes(one));
    return grant.locationIds === null || grant.locationIds.some((one) => locationIds.includes(one));
  });
}

/**
 * Whether somebody may do something with a workflow, as far as rules for it go: the narrowest rule for the verb decides, without one the role
 * alone does. Owners always may, so that nobody locks an organisation out.
 */
export function mayWith(rules: readonly AccessRule[], verb: AccessVerb, workflow: string, asker: Asker): boolean {
  if (asker.grant.role === 'owner') return true;
  return isAllowed(rules, 'see', workflow, asker) && isAllowed(rules, verb, workflow, asker);
}

/** For every pattern that rules name: whether its workflows are out of reach for a verb. What no pattern fits is within. */
export function outOfReach(rules: readonly AccessRule[], verb: AccessVerb, asker: Asker): Record<string, boolean> {
  return Object.fromEntries(
    rules.map(({ workflow }): [string, boolean] => [workflow, !mayWith(rules, verb, workflow, asker)]),
  );
}
