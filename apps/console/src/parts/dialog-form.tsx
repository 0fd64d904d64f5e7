import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { messageOf } from '../api/problem.ts';
import { text } from './messages.ts';

/** A form in a dialog: its fields, what went wrong, and the way out. Submitting again while it runs does nothing. */
export function DialogForm({
  intro,
  onCancel,
  onSubmit,
  submitLabel,
  mutation,
  danger = false,
  disabled = false,
  children,
}: {
  readonly intro?: ReactNode;
  readonly onCancel: () => void;
  readonly onSubmit: () => void;
  readonly submitLabel: string;
  readonly mutation: { readonly isPending: boolean; readonly error: Error | null };
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!mutation.isPending) onSubmit();
      }}
    >
      {intro === undefined ? null : <div className="muted">{intro}</div>}
      {children}
      {mutation.error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(mutation.error)}
        </Alert>
      )}
      <div className="form-end">
        <Button variant="default" onClick={onCancel}>
          {text.cancel}
        </Button>
        <Button
          type="submit"
          loading={mutation.isPending}
          disabled={disabled}
          {...(danger ? { className: 'button-bad' } : {})}
        >
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
