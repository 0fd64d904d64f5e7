import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormFrame, type FormMutation } from './form-frame.tsx';
import { text } from './messages.ts';

/** A form in a dialog, with the way out. */
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
  readonly mutation: FormMutation;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <FormFrame
      mutation={mutation}
      onSubmit={onSubmit}
      end={
        <>
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
        </>
      }
    >
      {intro === undefined ? null : <div className="muted">{intro}</div>}
      {children}
    </FormFrame>
  );
}
