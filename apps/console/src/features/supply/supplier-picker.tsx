import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { text as partsText } from '../../parts/messages.ts';
import { text } from './messages.ts';
import { suppliersQuery } from './supply-api.ts';

/** Chooses a supplier; clearing it means all, where that is possible. */
export function SupplierPicker({
  label,
  value,
  onChange,
  required = false,
  error,
  size = 'sm',
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (supplierId: string | undefined) => void;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly size?: 'xs' | 'sm';
}) {
  const suppliers = useQuery(suppliersQuery).data ?? [];
  return (
    <Select
      label={label}
      size={size}
      searchable
      clearable={!required}
      placeholder={required ? label : text.allSuppliers}
      nothingFoundMessage={partsText.nothingFound}
      data={suppliers.map((supplier) => ({ value: supplier.supplierId, label: supplier.name }))}
      value={value ?? null}
      onChange={(supplierId) => onChange(supplierId ?? undefined)}
      error={error}
      clearButtonProps={{ 'aria-label': partsText.clear }}
    />
  );
}
