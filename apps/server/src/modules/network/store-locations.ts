import type { LocationInput } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import type { Tx } from '../../platform/postgres.ts';
import { saveLocations, type LocationDefaults } from './locations.ts';

/** The organisation's own defaults are identity's; a new location that names neither takes those of the first location. */
export async function locationDefaults(tx: Tx): Promise<LocationDefaults> {
  const row = await tx.row<{ time_zone: string; currency: string }>(
    'select time_zone, currency from network.location where org_id = $1 order by created_at limit 1',
    [tx.orgId],
  );
  return { timeZone: row?.time_zone ?? 'UTC', currency: row?.currency ?? 'EUR' };
}

/** Stores locations as `saveLocations` does, and tells of each that was stored: audit and event. */
export async function storeLocations(ctx: ActionContext, inputs: readonly LocationInput[]) {
  const result = await saveLocations(ctx.tx, inputs, await locationDefaults(ctx.tx));
  for (const { before, after } of result.saved) {
    ctx.audit({
      subjectId: after.locationId,
      locationId: after.locationId,
      ...(before === undefined ? {} : { before }),
      after,
    });
    ctx.emit({
      type: before === undefined ? 'network.location.created' : 'network.location.changed',
      subjectId: after.locationId,
      locationId: after.locationId,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data: after,
    });
  }
  return result;
}
