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
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': text.close }}
      classNames={{ title: 'dialog-title' }}
    >
      {children}
    </Modal>
  );
}
