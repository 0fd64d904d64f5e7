import type { PickedValue } from '@barrow/canvas';
import type { JsonValue } from '@barrow/flow';
import { Checkbox, JsonInput, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DataPicker } from './data-picker.tsx';
import { text } from './messages.ts';

export type ArgumentSchema = {
  readonly name: string;
  readonly type: string | undefined;
  readonly options: readonly string[];
  readonly description: string | undefined;
  readonly isRequired: boolean;
};

const isExpression = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && value.trim().startsWith('${');

/** One argument: a value of its kind, or an expression that reads it from the data. */
export function ValueField({
  schema,
  value,
  picks,
  onChange,
}: {
  readonly schema: ArgumentSchema;
  readonly value: JsonValue | undefined;
  readonly picks: readonly PickedValue[];
  readonly onChange: (value: JsonValue | undefined) => void;
}) {
  const { name, isRequired } = schema;
  const sampled = picks.find(({ jq }) => isExpression(value) && value === `\${ ${jq} }`);
  return (
    <div className="value-field">
      <Plain schema={schema} value={value} label={isRequired ? `${name} *` : name} onChange={onChange} />
      <div className="row-actions">
        <DataPicker
          label={text.fromData}
          ariaLabel={text.fromDataOf(name)}
          picks={picks}
          onPick={({ jq }) => onChange(`\${ ${jq} }`)}
        />
        {sampled === undefined ? null : (
          <span className="muted small wrap-anywhere">{JSON.stringify(sampled.value)}</span>
        )}
      </div>
    </div>
  );
}

function Plain({
  schema: { type, options, description },
  value,
  label,
  onChange,
}: {
  readonly schema: ArgumentSchema;
  readonly value: JsonValue | undefined;
  readonly label: string;
  readonly onChange: (value: JsonValue | undefined) => void;
}) {
  const common = { label, description, size: 'xs' as const };
  if (
    isExpression(value) ||
    (type === 'string' && options.length === 0) ||
    (type === undefined && typeof value === 'string')
  )
    return (
      <TextInput
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
    );
  if (options.length > 0)
    return (
      <NativeSelect
        {...common}
        value={typeof value === 'string' ? value : ''}
        data={['', ...options]}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
    );
  if (type === 'boolean')
    return (
      <Checkbox {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
    );
  if (type === 'integer' || type === 'number')
    return (
      <NumberInput
        {...common}
        allowDecimal={type === 'number'}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    );
  return <JsonField {...common} value={value} onChange={onChange} />;
}

/** A value as JSON: it is taken as soon as it is some. */
export function JsonField({
  label,
  description,
  value,
  size = 'xs',
  onChange,
}: {
  readonly label: string;
  readonly description?: string | undefined;
  readonly value: JsonValue | undefined;
  readonly size?: 'xs' | 'sm';
  readonly onChange: (value: JsonValue | undefined) => void;
}) {
  const written = value === undefined ? '' : JSON.stringify(value, null, 2);
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? written;
  const parsed = jsonOf(shown);
  return (
    <JsonInput
      label={label}
      description={description}
      size={size}
      autosize
      minRows={2}
      maxRows={14}
      value={shown}
      error={parsed.ok ? undefined : text.notJson}
      onChange={(next) => {
        setTyped(next);
        const read = jsonOf(next);
        if (read.ok) onChange(read.value);
      }}
      onBlur={() => {
        if (parsed.ok) setTyped(undefined);
      }}
    />
  );
}

export function jsonOf(typed: string): { ok: true; value: JsonValue | undefined } | { ok: false } {
  if (typed.trim() === '') return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(typed);
    return { ok: true, value: isJson(value) ? value : undefined };
  } catch {
    return { ok: false };
  }
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}
