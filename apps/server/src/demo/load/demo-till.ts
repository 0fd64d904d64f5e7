import type { House } from '../../house.ts';
import { demoOrgId } from './create-demo.ts';

/** A code by which a device becomes a till of the demo's first shop; undefined when there is none. */
export async function demoEnrolmentCode({ database, registry }: House): Promise<string | undefined> {
  const shop = await database.transaction(demoOrgId, (tx) =>
    tx.row<{ location_id: string }>(
      `select location_id from network.location where org_id = $1 and format = 'shop' order by code limit 1`,
      [demoOrgId],
    ),
  );
  if (shop === undefined) return undefined;
  const made = await registry.perform(
    'tills.enrolment.make',
    {
      actor: { kind: 'system', id: 'demo', name: 'Demo', enteredBy: 'system' },
      grant: { orgId: demoOrgId, role: 'owner', locationIds: null, supplierId: null },
      traceId: '0'.repeat(32),
    },
    { locationId: shop.location_id, deviceName: 'Till at the counter' },
  );
  const code: unknown = typeof made === 'object' && made !== null ? Reflect.get(made, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
