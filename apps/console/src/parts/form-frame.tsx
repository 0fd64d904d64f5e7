import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { messageOf } from '../api/problem.ts';

/** What a form shows of the mutation that it starts. */
export type FormMutation = { readonly isPending: boolean; readonly error: Error | null };

/** A form: its fields, what went wrong, and its buttons. Submitting again while it runs does nothing. */
export function FormFrame({
  label,
  mutation,
  onSubmit,
  end,
  children,
}: {
  readonly label?: string;
  readonly mutation: FormMutation;
  readonly onSubmit: () => void;
  /** The buttons. */
  readonly end: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <form
      className="form"
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!mutation.isPending) onSubmit();
      }}
    >
      {children}
      {mutation.error === null ? null : (
        <Alert role="alert" color="red" className="alert-bad">
          {messageOf(mutation.error)}
        </Alert>
      )}
      <div className="form-end">{end}</div>
    </form>
  );
}
