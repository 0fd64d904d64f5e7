import { NativeSelect } from '@mantine/core';
import { formatCount } from '../../format/number.ts';
import { text } from './messages.ts';

export const periodDays = [7, 30, 90];

/** How far back one looks. */
export function PeriodSelect({ days, onChange }: { readonly days: number; readonly onChange: (days: number) => void }) {
  return (
    <NativeSelect
      size="xs"
      aria-label={text.period}
      value={String(days)}
      data={periodDays.map((value) => ({ value: String(value), label: text.days(formatCount(value)) }))}
      onChange={(event) => onChange(periodDays.find((one) => String(one) === event.currentTarget.value) ?? days)}
    />
  );
}
