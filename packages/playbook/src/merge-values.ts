import { checkValues } from './check-values.ts';
import type { Level, ParameterSchema, Values } from './parameter.ts';

/** Why a value of ours cannot simply go along into a new version. */
export type MergeConflict = {
  readonly parameter: string;
  readonly title: string;
  readonly reason: 'removed' | 'not-allowed' | 'both-changed';
  readonly mine: unknown;
  /** The default of the version it was set on, and of the new one; undefined where a version does not have it. */
  readonly before: unknown;
  readonly after: unknown;
};

export type Choice = 'mine' | 'theirs';

export type Merged = { readonly values: Values; readonly conflicts: readonly MergeConflict[] };

/**
 * Takes values that were set on one version of a playbook along to another: three ways. What only one side changed goes without asking.
 * A conflict is a value of a parameter that is gone, a value that the new version does not allow, and one whose default changed too; `choices`
 * settle them, though nobody can choose what is not allowed. Values with conflicts that are not settled are left out.
 */
export function mergeValues(
  before: ParameterSchema,
  after: ParameterSchema,
  mine: Values,
  choices: Readonly<Record<string, Choice>> = {},
  level: Level = 'organisation',
): Merged {
  const values: Record<string, unknown> = {};
  const conflicts: MergeConflict[] = [];
  for (const [name, value] of Object.entries(mine)) {
    const old = own(before, name);
    const now = own(after, name);
    const choice = choices[name];
    const reason = reasonOf();
    if (reason === undefined || (reason === 'both-changed' && choice === 'mine')) values[name] = value;
    else if (choice !== 'theirs')
      conflicts.push({
        parameter: name,
        title: now?.title ?? old?.title ?? name,
        reason,
        mine: value,
        before: old?.default,
        after: now?.default,
      });

    function reasonOf(): MergeConflict['reason'] | undefined {
      if (now === undefined) return 'removed';
      if (checkValues(after, { [name]: value }, level).length > 0) return 'not-allowed';
      const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
      const changed = old !== undefined && !isSame(old.default, now.default);
      return changed && !isSame(value, now.default) && !isSame(value, old.default) ? 'both-changed' : undefined;
    }
  }
  return { values, conflicts };
}

function own(schema: ParameterSchema, name: string) {
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
}
