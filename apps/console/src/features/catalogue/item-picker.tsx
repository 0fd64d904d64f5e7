import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../api/page.ts';
import { itemQuery, itemsQuery } from './catalogue-api.ts';
import { text } from '../../parts/messages.ts';

const typingMs = 200;
const mostShown = 30;

/** Chooses an item by name, SKU or barcode. */
export function ItemPicker({
  label,
  value,
  onChange,
  error,
  size = 'sm',
  autoFocus = false,
  hideLabel = false,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (itemId: string | undefined) => void;
  readonly error?: string | undefined;
  readonly size?: 'xs' | 'sm';
  readonly autoFocus?: boolean;
  readonly hideLabel?: boolean;
}) {
  const [typed, setTyped] = useState('');
  const chosen = useQuery({ ...itemQuery(value ?? ''), enabled: value !== undefined }).data;
  const isChoice = chosen !== undefined && typed === chosen.name;
  const [search] = useDebouncedValue(isChoice ? '' : typed.trim(), typingMs);
  const found = entriesOf(useInfiniteQuery(itemsQuery({ search }, mostShown)).data);
  const options =
    chosen === undefined || found.some((item) => item.itemId === chosen.itemId) ? found : [chosen, ...found];
  return (
    <Select
      {...(hideLabel ? { 'aria-label': label } : { label })}
      placeholder={text.chooseItem}
      size={size}
      searchable
      clearable
      data-autofocus={autoFocus || undefined}
      nothingFoundMessage={text.nothingFound}
      filter={({ options: all }) => all}
      data={options.map((item) => ({ value: item.itemId, label: item.name }))}
      value={value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(itemId) => onChange(itemId ?? undefined)}
      error={error}
      clearButtonProps={{ 'aria-label': text.clear }}
    />
  );
}
