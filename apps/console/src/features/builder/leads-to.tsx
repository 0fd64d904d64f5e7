import { NativeSelect } from '@mantine/core';
import { text } from './messages.ts';

/** Where a step or a case goes on. */
export function LeadsTo({
  label,
  value,
  names,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <NativeSelect
      label={label}
      size="xs"
      value={value}
      data={[
        { value: 'continue', label: text.goOn },
        ...names.map((name) => ({ value: name, label: `“${name}”` })),
        { value: 'exit', label: text.exit },
        { value: 'end', label: text.end },
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
