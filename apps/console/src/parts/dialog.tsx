import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from './messages.ts';

/**
 * A dialog: focus stays inside and returns where it was, Escape leaves. Its content is mounted anew each time, so a form in it
 * starts fresh.
 */
export function Dialog({
  title,
  opened,
  onClose,
  size = 'md',
  children,
}: {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly size?: 'md' | 'lg' | 'xl';
  readonly children: ReactNode;
}) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} centered>
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        {/* Not Modal.Header, which is a second banner of the page. */}
        <div className="dialog-head">
          <Modal.Title className="dialog-title">{title}</Modal.Title>
          <Modal.CloseButton aria-label={text.close} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
