import type { Location } from '@barrow/contracts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useMay } from '../identity/session.ts';
import { LocationForm } from './location-form.tsx';
import { text } from './messages.ts';

/** The button and dialog that add a location, or change one; for whom the role allows it. */
export function LocationDialog({ location }: { readonly location?: Location }) {
  const may = useMay('network.manage');
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  const close = (): void => setOpened(false);
  return (
    <>
      <Button size="xs" variant={location === undefined ? 'filled' : 'default'} onClick={() => setOpened(true)}>
        {location === undefined ? text.add : text.edit}
      </Button>
      <Dialog
        title={location === undefined ? text.add : text.editTitle(location.name)}
        size="lg"
        opened={opened}
        onClose={close}
      >
        <LocationForm location={location} onClose={close} />
      </Dialog>
    </>
  );
}
