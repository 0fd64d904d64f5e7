import { NumberInput } from '@mantine/core';

/** A quantity in the item's unit, held in thousandths. Pieces are whole; other units have three digits. */
export function QtyInput({
  label,
  unit,
  valueMilli,
  onChange,
  error,
  description,
  signed = false,
  autoFocus = false,
  hideLabel = false,
  size = 'sm',
}: {
  readonly label: string;
  readonly unit: string | undefined;
  readonly valueMilli: number | undefined;
  readonly onChange: (qtyMilli: number | undefined) => void;
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  readonly signed?: boolean;
  readonly autoFocus?: boolean;
  readonly hideLabel?: boolean;
  readonly size?: 'xs' | 'sm';
}) {
  const pieces = unit === undefined || unit === 'each';
  return (
    <NumberInput
      {...(hideLabel ? { 'aria-label': label } : { label })}
      size={size}
      inputMode={pieces && !signed ? 'numeric' : 'decimal'}
      decimalScale={pieces ? 0 : 3}
      allowNegative={signed}
      {...(signed ? {} : { min: 0 })}
      {...(pieces ? {} : { suffix: ` ${unit}` })}
      {...(description === undefined ? {} : { description })}
      data-autofocus={autoFocus || undefined}
      value={valueMilli === undefined ? '' : valueMilli / 1000}
      onChange={(value) => onChange(value === '' ? undefined : Math.round(Number(value) * 1000))}
      error={error}
    />
  );
}
