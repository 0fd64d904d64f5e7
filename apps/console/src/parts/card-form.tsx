import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormFrame, type FormMutation } from './form-frame.tsx';

/** A form in a card. */
export function CardForm({
  label,
  mutation,
  onSubmit,
  submitLabel,
  quiet = false,
  beside,
  children,
}: {
  readonly label?: string;
  readonly mutation: FormMutation;
  readonly onSubmit: () => void;
  readonly submitLabel: string;
  /** Where another form of the card matters more. */
  readonly quiet?: boolean;
  /** Buttons beside the one that submits. */
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <FormFrame
      {...(label === undefined ? {} : { label })}
      mutation={mutation}
      onSubmit={onSubmit}
      end={
        <>
          {beside}
          <Button type="submit" size="xs" loading={mutation.isPending} {...(quiet ? { variant: 'default' } : {})}>
            {submitLabel}
          </Button>
        </>
      }
    >
      {children}
    </FormFrame>
  );
}
