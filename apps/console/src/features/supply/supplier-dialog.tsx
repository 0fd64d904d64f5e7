import type { Supplier } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useMay } from '../identity/session.ts';
import { text } from './messages.ts';
import { SupplierForm } from './supplier-form.tsx';

/** The button and dialog that add a supplier, or change one; for whom the role allows it. */
export function SupplierDialog({ supplier }: { readonly supplier?: Supplier }) {
  const may = useMay('supply.manage');
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  const close = (): void => setOpened(false);
  return (
    <>
      <Button size="xs" variant={supplier === undefined ? 'filled' : 'default'} onClick={() => setOpened(true)}>
        {supplier === undefined ? text.addSupplier : text.edit}
      </Button>
      <Dialog
        title={supplier === undefined ? text.addSupplier : text.editSupplier(supplier.name)}
        size="lg"
        opened={opened}
        onClose={close}
      >
        <SupplierForm supplier={supplier} onClose={close} />
      </Dialog>
    </>
  );
}
