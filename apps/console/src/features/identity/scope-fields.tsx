import { roles, type Role } from '@barrow/contracts';
import { MultiSelect, NativeSelect } from '@mantine/core';
import { useLocations } from '../network/network-api.ts';
import { SupplierPicker } from '../supply/supplier-picker.tsx';
import type { Scope } from './members-api.ts';
import { text } from './people-messages.ts';

export function roleFrom(value: string): Role {
  return roles.find((role) => role === value) ?? 'cashier';
}

/** Which role, and where. A supplier's role is for one supplier. */
export function ScopeFields({ scope, onChange }: { readonly scope: Scope; readonly onChange: (scope: Scope) => void }) {
  const locations = useLocations();
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
        <MultiSelect
          label={text.locations}
          description={text.locationsHint}
          searchable
          clearable
          data={locations.map((location) => ({ value: location.locationId, label: location.name }))}
          value={[...(scope.locationIds ?? [])]}
          onChange={(ids) => onChange({ ...scope, locationIds: ids.length === 0 ? null : ids })}
        />
      )}
    </>
  );
}
