import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { fieldMessage } from '../api/problem.ts';
import { fieldsOf, type SchemaField } from './schema-fields.ts';
import { text } from './messages.ts';

export type FormValues = Readonly<Record<string, unknown>>;

/** Fields for the properties of a JSON Schema of an object, with what the server said of each. */
export function SchemaForm({
  schema,
  values,
  error,
  onChange,
}: {
  readonly schema: unknown;
  readonly values: FormValues;
  readonly error: Error | null;
  readonly onChange: (values: FormValues) => void;
}) {
  return fieldsOf(schema).map((field) => (
    <Field
      key={field.name}
      field={field}
      value={values[field.name]}
      error={fieldMessage(error, field.name)}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ));
}

function Field({
  field,
  value,
  error,
  onChange,
}: {
  readonly field: SchemaField;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}) {
  const label = field.unit === undefined ? field.title : `${field.title} (${field.unit})`;
  const common = { label, description: field.description, error };
  switch (field.kind) {
    case 'truth':
      return (
        <Checkbox {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          required={field.required}
          {...(field.minimum === undefined ? {} : { min: field.minimum })}
          {...(field.maximum === undefined ? {} : { max: field.maximum })}
          allowDecimal={!field.whole}
          clampBehavior="none"
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          required={field.required}
          value={typeof value === 'string' ? value : ''}
          data={[...(field.required ? [] : [{ value: '', label: text.noChoice }]), ...field.options]}
          onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return (
        <Checkbox.Group {...common} value={chosen} onChange={onChange}>
          <div className="form" style={{ gap: 8, marginTop: 6 }}>
            {field.options.map((option) => (
              <Checkbox key={option} value={option} label={option} />
            ))}
          </div>
        </Checkbox.Group>
      );
    }
    case 'text': {
      const properties = {
        ...common,
        required: field.required,
        maxLength: field.maxLength,
        value: typeof value === 'string' ? value : '',
      };
      const put = (next: string): void => onChange(next === '' ? undefined : next);
      return (field.maxLength ?? 0) > 200 ? (
        <Textarea {...properties} autosize minRows={2} onChange={(event) => put(event.currentTarget.value)} />
      ) : (
        <TextInput {...properties} onChange={(event) => put(event.currentTarget.value)} />
      );
    }
  }
}
