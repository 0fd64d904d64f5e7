import type { JsonValue } from '../definition/json.ts';
import type { RunProcessKind, ScriptProcess } from '../definition/run-process.ts';

/** A function that a runtime offers. */
export type KnownFunction = {
  readonly name: string;
  readonly version: string;
  /** JSON Schema of its arguments, null when anything goes. */
  readonly input: JsonValue;
};

export type KnownWorkflow = { readonly namespace: string; readonly name: string; readonly version: string };

/** What a definition will find where it is to run. */
export type Environment = {
  /** By catalog; `default` is the runtime's own. A catalog that is not here cannot be judged, so its functions are let through. */
  readonly catalogs: ReadonlyMap<string, readonly KnownFunction[]>;
  /** Null when secrets are not known here, which lets all through. */
  readonly secrets: ReadonlySet<string> | null;
  /** Null lets all through. */
  readonly workflows: readonly KnownWorkflow[] | null;
  readonly policy: Policy;
};

/** What is allowed to run. */
export type Policy = {
  readonly processes: ReadonlySet<RunProcessKind>;
  readonly scriptLanguages: ReadonlySet<ScriptProcess['language']>;
};

/** Scripts in JavaScript and other workflows; no shell, no container. */
export const defaultPolicy: Policy = {
  processes: new Set<RunProcessKind>(['script', 'workflow']),
  scriptLanguages: new Set<ScriptProcess['language']>(['js']),
};

/** The newest of versions by Semantic Versioning's precedence, build metadata aside; undefined of none. */
export function newestVersion(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareVersions).at(-1);
}

/** Semantic Versioning 2.0.0, section 11. Both must be versions. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let index = 0; index < 3; index += 1) {
    const difference = Number(a.core[index] ?? 0) - Number(b.core[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  for (let index = 0; index < Math.max(a.before.length, b.before.length); index += 1) {
    const difference = compareIdentifiers(a.before[index], b.before[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): { readonly core: readonly string[]; readonly before: readonly string[] } {
  const [bare = ''] = version.split('+');
  const dash = bare.indexOf('-');
  return dash === -1
    ? { core: bare.split('.'), before: [] }
    : { core: bare.slice(0, dash).split('.'), before: bare.slice(dash + 1).split('.') };
}

function compareIdentifiers(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1;
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (a && b) return Number(one) - Number(other);
  if (a !== b) return a ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}
