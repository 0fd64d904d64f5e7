import type { Grant } from '../../platform/action.ts';
import { fault } from '../../platform/fault.ts';

/** No row has it: what a supplier's key without a supplier sees. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** The only supplier that the caller may see, or null for all. */
export function visibleSupplier(grant: Grant): string | null {
  return grant.supplierId ?? (grant.role === 'supplier' ? nobody : null);
}

/** Throws NOT_ALLOWED when the caller may only see another supplier. */
export function requireSupplier(grant: Grant, supplierId: string): void {
  const visible = visibleSupplier(grant);
  if (visible !== null && visible !== supplierId.toLowerCase())
    throw fault('forbidden', 'NOT_ALLOWED', `Supplier ${supplierId} is not yours.`);
}
