import { createHash } from 'node:crypto';
import { uuidV8 } from '@barrow/kernel';
import type { Caller } from '../platform/registry.ts';

/** Who stands behind what an import writes. */
export function importCaller(orgId: string): Caller {
  return {
    actor: { kind: 'system', id: 'import', name: 'Import', enteredBy: 'import' },
    grant: { orgId, role: 'owner', locationIds: null, supplierId: null },
    traceId: '00000000000000000000000000000000',
  };
}

/** An id that the same parts always give: so that a second import finds what the first one stored. */
export function derivedId(...parts: readonly string[]): string {
  return uuidV8(createHash('sha256').update(parts.join('\0')).digest());
}
