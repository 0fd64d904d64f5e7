import { Select } from '@mantine/core';
import { useLocations } from './network-api.ts';
import { text } from '../../parts/messages.ts';

/** Chooses a location of the scope; clearing it means all, where that is possible. */
export function LocationPicker({
  label,
  value,
  onChange,
  required = false,
  error,
  size = 'sm',
  hideLabel = false,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (locationId: string | undefined) => void;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly size?: 'xs' | 'sm';
  readonly hideLabel?: boolean;
}) {
  const locations = useLocations();
  return (
    <Select
      {...(hideLabel ? { 'aria-label': label } : { label })}
      size={size}
      searchable
      clearable={!required}
      placeholder={required ? label : text.allLocations}
      nothingFoundMessage={text.nothingFound}
      data={locations.map((location) => ({ value: location.locationId, label: location.name }))}
      value={value ?? null}
      onChange={(locationId) => onChange(locationId ?? undefined)}
      error={error}
      clearButtonProps={{ 'aria-label': text.clear }}
    />
  );
}
