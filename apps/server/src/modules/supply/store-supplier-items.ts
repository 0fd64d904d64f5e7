import type { SupplierItemInput } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import { saveSupplierItems } from './supplier-items.ts';

/** Stores what suppliers sell as `saveSupplierItems` does, and tells of it: audit and event. */
export async function storeSupplierItems(ctx: ActionContext, inputs: readonly SupplierItemInput[]) {
  const result = await saveSupplierItems(ctx.tx, inputs);
  for (const { before, after } of result.saved) {
    ctx.audit({ subjectId: after.itemId, ...(before === undefined ? {} : { before }), after });
  }
  if (result.saved.length > 0) {
    ctx.emit({
      type: 'supply.terms.changed',
      subjectId: null,
      locationId: null,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data: { count: result.saved.length, itemIds: result.saved.slice(0, 100).map(({ after }) => after.itemId) },
    });
  }
  return result;
}
