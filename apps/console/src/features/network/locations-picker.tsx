import { MultiSelect } from '@mantine/core';
import { useLocations } from './network-api.ts';

/** Chooses some locations of the scope. */
export function LocationsPicker({
  label,
  description,
  error,
  value,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly error?: string | undefined;
  readonly value: readonly string[];
  readonly onChange: (locationIds: string[]) => void;
}) {
  const locations = useLocations();
  return (
    <MultiSelect
      label={label}
      description={description}
      error={error}
      searchable
      clearable
      data={locations.map((one) => ({ value: one.locationId, label: one.name }))}
      value={[...value]}
      onChange={onChange}
    />
  );
}
