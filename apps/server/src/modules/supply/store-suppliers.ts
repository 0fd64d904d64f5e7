import type { SupplierInput } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import { saveSuppliers } from './suppliers.ts';

/** Stores suppliers as `saveSuppliers` does, and tells of each that was stored: audit and event. */
export async function storeSuppliers(ctx: ActionContext, sealer: Sealer, inputs: readonly SupplierInput[]) {
  const result = await saveSuppliers(ctx.tx, sealer, inputs);
  for (const { before, after } of result.saved) {
    ctx.audit({ subjectId: after.supplierId, ...(before === undefined ? {} : { before }), after });
    ctx.emit({
      type: before === undefined ? 'supply.supplier.created' : 'supply.supplier.changed',
      subjectId: after.supplierId,
      locationId: null,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data: { supplierId: after.supplierId, code: after.code, name: after.name, status: after.status },
    });
  }
  return result;
}
