import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyField } from '../../parts/copy-field.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { QrCode } from '../identity/qr-code.tsx';
import { LocationPicker } from '../network/location-picker.tsx';
import { text } from './messages.ts';
import { makeEnrolment } from './tills-api.ts';

/** A code for one device, as text, as an address and as a picture. It is shown here and nowhere else. */
export function EnrolForm({ onClose }: { readonly onClose: () => void }) {
  const [locationId, setLocationId] = useState<string>();
  const [deviceName, setDeviceName] = useState('');
  const make = useMutation({ mutationFn: makeEnrolment });
  if (make.data !== undefined) {
    const address = `${location.origin}/till/#code=${make.data.code}`;
    return (
      <div className="stack">
        <p>{text.enrolIntro}</p>
        <QrCode label={text.qr} content={address} />
        <CopyField label={text.code} hint={text.codeHint} value={make.data.code} />
        <CopyField label={text.address} hint={text.addressHint} value={address} />
        <Button onClick={onClose}>{text.done}</Button>
      </div>
    );
  }
  return (
    <DialogForm
      intro={text.enrolIntro}
      mutation={make}
      submitLabel={text.makeCode}
      disabled={locationId === undefined || deviceName.trim() === ''}
      onCancel={onClose}
      onSubmit={() => {
        if (locationId !== undefined) make.mutate({ locationId, deviceName: deviceName.trim() });
      }}
    >
      <LocationPicker label={text.location} value={locationId} onChange={setLocationId} required />
      <TextInput
        label={text.deviceName}
        description={text.deviceNameHint}
        required
        maxLength={80}
        value={deviceName}
        onChange={(event) => setDeviceName(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
