import type { ItemInput } from '@barrow/contracts';
import type { ActionContext } from '../../platform/action.ts';
import { settleTasks } from '../tasks/index.ts';
import { saveItems } from './items.ts';

/** Stores items as `saveItems` does, and tells of each that was stored: audit, event, the end of an identify task. */
export async function storeItems(ctx: ActionContext, inputs: readonly ItemInput[]) {
  const result = await saveItems(ctx.tx, inputs);
  for (const { before, after } of result.saved) {
    ctx.audit({ subjectId: after.itemId, ...(before === undefined ? {} : { before }), after });
    ctx.emit({
      type: before === undefined ? 'catalogue.item.created' : 'catalogue.item.changed',
      subjectId: after.itemId,
      locationId: null,
      occurredAt: new Date(ctx.nowMs()).toISOString(),
      data: after,
    });
  }
  const identified = result.saved
    .filter(({ before }) => before?.status === 'unidentified')
    .map(({ after }) => after.itemId);
  if (identified.length > 0) await settleTasks(ctx.tx, 'identify-item', identified, 'identified');
  return result;
}
