import { useId, type ComponentProps } from 'react';

/** A labelled field, with what is wrong with it. */
export function Field({
  label,
  error,
  ...input
}: ComponentProps<'input'> & { readonly label: string; readonly error?: string | undefined }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoComplete="off"
        {...input}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-error`}
      />
      <div id={`${id}-error`} role="alert" className="bad">
        {error}
      </div>
    </div>
  );
}
