import type { Item } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useMay } from '../identity/session.ts';
import { ItemForm } from './item-form.tsx';
import { text } from './messages.ts';

/** The button and dialog that add an item, or change one; for whom the role allows it. */
export function ItemDialog({ item }: { readonly item?: Item }) {
  const may = useMay('catalogue.manage');
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  const close = (): void => setOpened(false);
  const title =
    item === undefined ? text.add : item.status === 'unidentified' ? text.identifyTitle : text.editTitle(item.name);
  return (
    <>
      <Button
        size="xs"
        variant={item === undefined || item.status === 'unidentified' ? 'filled' : 'default'}
        onClick={() => setOpened(true)}
      >
        {item?.status === 'unidentified' ? text.identifyTitle : item === undefined ? text.add : text.edit}
      </Button>
      <Dialog title={title} size="lg" opened={opened} onClose={close}>
        <ItemForm item={item} onClose={close} />
      </Dialog>
    </>
  );
}
