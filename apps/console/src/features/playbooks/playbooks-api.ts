import type { OverrideLevel, ParameterSchema, SentencePart } from '@barrow/playbook';
import { queryOptions } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import { read, remove, write } from '../../api/request.ts';

export type PlaybookEntry = {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly goal: string;
  readonly keywords: readonly string[];
  readonly installed: {
    readonly version: string;
    readonly upgradeTo: string | null;
    readonly answers: Readonly<Record<string, unknown>>;
    readonly answeredBy: string;
    readonly answeredAt: string;
  } | null;
};

export type Playbook = PlaybookEntry & {
  readonly story: string;
  readonly questions: ParameterSchema;
  readonly sentences: readonly (readonly SentencePart[])[];
};

export type Override = {
  readonly parameter: string;
  readonly level: OverrideLevel;
  readonly key: string;
  readonly value: unknown;
  readonly until: string | null;
  readonly why: string;
  readonly by: string;
  readonly at: string;
};

type Values = Readonly<Record<string, unknown>>;

export function playbooksQuery(goal: string) {
  return queryOptions({
    queryKey: ['playbooks', 'list', goal],
    queryFn: () => read<{ items: readonly PlaybookEntry[] }>('/playbooks', { goal }),
  });
}

export function playbookQuery(name: string) {
  return queryOptions({ queryKey: ['playbooks', 'one', name], queryFn: () => read<Playbook>(`/playbooks/${name}`) });
}

export function overridesQuery(name: string) {
  return queryOptions({
    queryKey: ['playbooks', 'overrides', name],
    queryFn: () => read<{ items: readonly Override[] }>(`/playbooks/${name}/overrides`),
  });
}

export type Effective = { readonly installed: boolean; readonly values: Values };
export function effectiveQuery(name: string, locationId: string) {
  return queryOptions({
    queryKey: ['playbooks', 'effective', name, locationId],
    queryFn: () => read<Effective>(`/playbooks/${name}/parameters`, { locationId }),
  });
}

/** Puts a playbook to use at a location, or out of use. */
export const switchAtLocation = (
  name: string,
  locationId: string,
  { active, why, parameters }: { readonly active: boolean; readonly why: string; readonly parameters: Values },
) =>
  active
    ? write('PUT', `/playbooks/${name}/locations/${locationId}`, { why, parameters })
    : remove(`/playbooks/${name}/locations/${locationId}`, { why });

export const installPlaybook = (name: string, parameters: Values, why: string) =>
  write('PUT', `/playbooks/${name}/installation`, { parameters, ...(why === '' ? {} : { why }) });
export const uninstallPlaybook = (name: string) => remove(`/playbooks/${name}/installation`);
export const upgradePlaybook = (name: string, choices: Readonly<Record<string, 'mine' | 'theirs'>>) =>
  write('POST', `/playbooks/${name}/upgrade`, { choices });

type Place = { readonly level: OverrideLevel; readonly key: string };

export const saveOverride = (
  name: string,
  { level, key }: Place,
  body: { readonly parameters: Values; readonly why: string; readonly until: string | null },
) => write('PUT', `/playbooks/${name}/overrides/${level}/${encodeURIComponent(key)}`, body);
export const removeOverride = (name: string, { level, key, parameter }: Place & { readonly parameter: string }) =>
  remove(`/playbooks/${name}/overrides/${level}/${encodeURIComponent(key)}`, { parameters: [parameter] });

export type Drift = {
  readonly playbook: string;
  readonly parameter: string;
  readonly title: string;
  readonly level: OverrideLevel | 'organisation';
  readonly key: string | null;
  readonly value: unknown;
  readonly instead: unknown;
  readonly why: string;
  readonly by: string;
  readonly at: string;
  readonly until: string | null;
};
export const driftQuery = queryOptions({
  queryKey: ['playbooks', 'drift'],
  queryFn: () => read<{ items: readonly Drift[] }>('/playbook-drift'),
});

export const refreshPlaybooks = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['playbooks'] });
