import { roles, type Role } from '@barrow/contracts';
import { NativeSelect } from '@mantine/core';
import { LocationsPicker } from '../network/locations-picker.tsx';
import { SupplierPicker } from '../supply/supplier-picker.tsx';
import type { Scope } from './members-api.ts';
import { text } from './people-messages.ts';

export function roleFrom(value: string): Role {
  return roles.find((role) => role === value) ?? 'cashier';
}

/** Which role, and where. A supplier's role is for one supplier. */
export function ScopeFields({ scope, onChange }: { readonly scope: Scope; readonly onChange: (scope: Scope) => void }) {
  return (
    <>
      <NativeSelect
        label={text.role}
        value={scope.role}
        data={roles.map((value) => ({ value, label: text.roles[value] }))}
        onChange={(event) => onChange({ ...scope, role: roleFrom(event.currentTarget.value) })}
      />
      {scope.role === 'supplier' ? (
        <SupplierPicker
          label={text.supplier}
          value={scope.supplierId ?? undefined}
          onChange={(supplierId) => onChange({ ...scope, supplierId: supplierId ?? null })}
        />
      ) : (
        <LocationsPicker
          label={text.locations}
          description={text.locationsHint}
          value={scope.locationIds ?? []}
          onChange={(ids) => onChange({ ...scope, locationIds: ids.length === 0 ? null : ids })}
        />
      )}
    </>
  );
}
