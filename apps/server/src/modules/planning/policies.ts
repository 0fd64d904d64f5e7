import type { Tx } from '../../platform/postgres.ts';

export const policyScopes = ['organisation', 'location', 'category', 'item'] as const;
export type PolicyScope = (typeof policyScopes)[number];

/** What one scope says; null: what a wider scope says. */
export type Policy = {
  readonly scope: PolicyScope;
  /** '' for the organisation, an id, or the name of a category. */
  readonly key: string;
  readonly serviceLevel: number | null;
  readonly reviewDays: number | null;
  /** The organisation's only: planned every day. */
  readonly automatic: boolean;
};

export const defaultServiceLevel = 0.95;

/** What holds for an item at a location. `reviewDays` null: as often as the supplier takes orders. */
export type PolicyGiven = { readonly serviceLevel: number; readonly reviewDays: number | null };

export async function readPolicies(tx: Tx): Promise<Policy[]> {
  const rows = await tx.rows<{
    scope: PolicyScope;
    scope_key: string;
    service_level: number | null;
    review_days: number | null;
    automatic: boolean;
  }>(
    'select scope, scope_key, service_level, review_days, automatic from planning.policy where org_id = $1 order by scope, scope_key',
    [tx.orgId],
  );
  return rows.map((row) => ({
    scope: row.scope,
    key: row.scope_key,
    serviceLevel: row.service_level,
    reviewDays: row.review_days,
    automatic: row.automatic,
  }));
}

export async function storePolicy(tx: Tx, policy: Policy): Promise<void> {
  if (policy.scope !== 'organisation' && policy.serviceLevel === null && policy.reviewDays === null) {
    await tx.run('delete from planning.policy where org_id = $1 and scope = $2 and scope_key = $3', [
      tx.orgId,
      policy.scope,
      policy.key,
    ]);
    return;
  }
  await tx.run(
    `insert into planning.policy (org_id, scope, scope_key, service_level, review_days, automatic) values ($1, $2, $3, $4, $5, $6)
     on conflict (org_id, scope, scope_key) do update set service_level = excluded.service_level, review_days = excluded.review_days,
       automatic = excluded.automatic, changed_at = now()`,
    [tx.orgId, policy.scope, policy.key, policy.serviceLevel, policy.reviewDays, policy.automatic],
  );
}

/** Finds what holds: each field from the most special scope that says it - item, category, location, organisation. */
export function createPolicyFinder(
  policies: readonly Policy[],
): (place: { locationId: string; category: string; itemId: string }) => PolicyGiven {
  const byKey = new Map(policies.map((policy) => [`${policy.scope}:${policy.key}`, policy]));
  return ({ locationId, category, itemId }) => {
    const found = [`item:${itemId}`, `category:${category}`, `location:${locationId}`, 'organisation:'].map((key) =>
      byKey.get(key),
    );
    return {
      serviceLevel: found.find((p) => typeof p?.serviceLevel === 'number')?.serviceLevel ?? defaultServiceLevel,
      reviewDays: found.find((p) => typeof p?.reviewDays === 'number')?.reviewDays ?? null,
    };
  };
}
