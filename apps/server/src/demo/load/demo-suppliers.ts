import { createHmac } from 'node:crypto';
import { addDays, must } from '@barrow/kernel';
import type { House } from '../../house.ts';
import { createApiKey } from '../../modules/identity/index.ts';
import { closedDaysOf } from '../suppliers.ts';
import { demoCaller, demoOrgId, demoWorld } from './create-demo.ts';
import { readDemoState } from './demo-state.ts';

/** The secret with which orders to the demo's suppliers are signed: made from the installation's, so that both sides know it at each start. */
export function demoSigningSecretOf(secret: string): string {
  return `whsec_${createHmac('sha256', secret).update('demo suppliers').digest('base64')}`;
}

const keyName = 'Supplier sandbox (demo)';

/** A new API key with which the suppliers answer; the one of the last start is revoked. */
export async function renewSandboxKey(house: House): Promise<string> {
  return house.database.transaction(demoOrgId, async (tx) => {
    await tx.run(
      'update identity.api_key set revoked_at = now() where org_id = $1 and name = $2 and revoked_at is null',
      [tx.orgId, keyName],
    );
    return (await createApiKey(tx, { name: keyName, role: 'integration' })).secret;
  });
}

/** Days of a supplier's calendar that are stored ahead. */
const calendarDays = 400;

/**
 * Stores the demo's suppliers and what they sell, with the address at which the sandbox answers now. Repeating it changes nothing but
 * that address. Suppliers that take orders by mail do so when there is a mail server; else their orders are told by hand.
 */
export async function saveDemoSuppliers(
  house: House,
  secret: string,
  sandboxAddress: string,
  hasMail: boolean,
): Promise<void> {
  const state = await readDemoState(house.database, demoOrgId);
  if (state === undefined) return;
  const world = demoWorld(state.today);
  const caller = demoCaller(demoOrgId);
  const days = Array.from({ length: calendarDays }, (_, index) => addDays(state.today, index - 7));
  await house.registry.perform('supply.supplier.save-batch', caller, {
    suppliers: world.suppliers.map((supplier) => ({
      id: supplier.id,
      code: supplier.code,
      name: supplier.name,
      currency: 'EUR',
      transport: supplier.transport === 'http' ? 'http' : hasMail ? 'email' : 'manual',
      ...(supplier.transport === 'http'
        ? { orderUrl: `${sandboxAddress}/suppliers/${supplier.key}/orders`, signingSecret: demoSigningSecretOf(secret) }
        : { orderEmails: [supplier.email] }),
      orderWeekdays: [...supplier.orderWeekdays],
      deliveryWeekdays: [1, 2, 3, 4, 5],
      cutoffMinutes: supplier.cutoffMinutes,
      timeZone: supplier.timeZone,
      closedDays: closedDaysOf(supplier, days),
      leadTimeDays: Math.round(supplier.leadDaysMean),
      leadTimeSdDays: supplier.leadDaysSpread,
      minimumOrderMicro: supplier.minimumOrderMinor * 10_000,
    })),
  });
  await house.registry.perform('supply.item.save-batch', caller, {
    items: world.items.flatMap((item) =>
      item.supplierIds.map((supplierId, rank) => ({
        supplierId,
        itemId: item.id,
        supplierItemCode: item.sku,
        costMicro: must(item.costMicro['EUR'], 'a cost in EUR'),
        packMilli: item.packMilli,
        minimumMilli: item.packMilli,
        preferred: rank === 0,
      })),
    ),
  });
}
