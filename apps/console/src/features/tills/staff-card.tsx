import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '../../api/new-id.ts';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { GridTable } from '../../parts/grid-table.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import { useMay } from '../identity/session.ts';
import { LocationsPicker } from '../network/locations-picker.tsx';
import { useLocationOf } from '../network/network-api.ts';
import { text } from './messages.ts';
import { refreshTills, saveStaff, staffQuery, type Member } from './tills-api.ts';

/** Who may work at tills with a PIN. */
export function StaffCard() {
  const may = useMay('till.manage');
  const query = useQuery(staffQuery);
  const locationOf = useLocationOf();
  const [editing, setEditing] = useState<Member | 'new'>();
  return (
    <Card
      title={text.staff}
      actions={
        may ? (
          <Button size="compact-xs" variant="default" onClick={() => setEditing('new')}>
            {text.addStaff}
          </Button>
        ) : undefined
      }
    >
      <Queried query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="padded muted">{text.noStaff}</p>
          ) : (
            <GridTable
              label={text.staff}
              rows={[...items]}
              keyOf={(member) => member.staffId}
              columns={[
                { header: text.staffName, bare: true, cell: ({ name }) => <span className="strong">{name}</span> },
                { header: text.role, cell: ({ role }) => text.roles[role] },
                {
                  header: text.locations,
                  cell: ({ locationIds }) =>
                    locationIds === null
                      ? text.everywhere
                      : locationIds.map((one) => locationOf(one)?.name ?? one).join(', '),
                },
                { header: text.standing, cell: ({ active }) => (active ? null : <Tag>{text.gone}</Tag>) },
                {
                  header: text.actions,
                  bare: true,
                  right: true,
                  cell: (member) =>
                    may ? (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={text.changeOf(member.name)}
                        onClick={() => setEditing(member)}
                      >
                        {text.change}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Queried>
      <Dialog
        title={editing === undefined || editing === 'new' ? text.addStaff : text.changeOf(editing.name)}
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {editing === undefined ? null : (
          <StaffForm member={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
        )}
      </Dialog>
    </Card>
  );
}

function StaffForm({ member, onClose }: { readonly member: Member | undefined; readonly onClose: () => void }) {
  const [staffId] = useState(member?.staffId ?? newId);
  const [name, setName] = useState(member?.name ?? '');
  const [role, setRole] = useState<Member['role']>(member?.role ?? 'cashier');
  const [locationIds, setLocationIds] = useState<string[]>([...(member?.locationIds ?? [])]);
  const [pin, setPin] = useState('');
  const [active, setActive] = useState(member?.active ?? true);
  const save = useMutation({
    mutationFn: saveStaff,
    onSuccess: async () => {
      toast(text.saved);
      onClose();
      await refreshTills();
    },
  });
  const isPin = /^[0-9]{4,10}$/.test(pin) || (pin === '' && member !== undefined);
  return (
    <DialogForm
      mutation={save}
      submitLabel={member === undefined ? text.addStaff : text.change}
      disabled={name.trim() === '' || !isPin}
      onCancel={onClose}
      onSubmit={() =>
        save.mutate({
          staffId,
          name: name.trim(),
          role,
          locationIds: locationIds.length === 0 ? null : locationIds,
          active,
          ...(pin === '' ? {} : { pin }),
        })
      }
    >
      <TextInput
        label={text.staffName}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={text.role}
        value={role}
        data={(['cashier', 'location-manager'] as const).map((value) => ({ value, label: text.roles[value] }))}
        onChange={(event) => setRole(event.currentTarget.value === 'cashier' ? 'cashier' : 'location-manager')}
      />
      <LocationsPicker
        label={text.locations}
        description={text.locationsHint}
        value={locationIds}
        onChange={setLocationIds}
      />
      <TextInput
        label={text.pin}
        description={member === undefined ? text.pinHint : text.newPinHint}
        required={member === undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={10}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
      {member === undefined ? null : (
        <Checkbox label={text.isActive} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
      )}
    </DialogForm>
  );
}
