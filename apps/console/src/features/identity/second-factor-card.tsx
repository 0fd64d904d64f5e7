import { Button, CopyButton, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { CardForm } from '../../parts/card-form.tsx';
import { Queried } from '../../parts/states.tsx';
import { Tag } from '../../parts/tag.tsx';
import { toast } from '../../parts/toasts.tsx';
import {
  disableSecondFactor,
  enableSecondFactor,
  refreshAccount,
  renewBackupCodes,
  signedInQuery,
  type SecondFactor,
} from './account-api.ts';
import { accountError } from './account-errors.ts';
import { text } from './account-messages.ts';
import { QrCode } from './qr-code.tsx';
import { confirmCode } from './sign-in-api.ts';

/** A code of an authenticator app after the password: set up, switched off, backup codes. */
export function SecondFactorCard() {
  const query = useQuery(signedInQuery);
  const [begun, setBegun] = useState<SecondFactor | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Queried query={query} rows={3}>
      {({ user }) => {
        const isOn = user.twoFactorEnabled === true;
        return (
          <Card
            title={text.factor}
            padded
            actions={isOn ? <Tag tone="good">{text.factorOn.split(':')[0]}</Tag> : undefined}
          >
            <p className="muted">{text.factorIntro}</p>
            <p>{isOn ? text.factorOn : text.factorOff}</p>
            {codes === null ? null : <BackupCodes codes={codes} />}
            {isOn ? (
              <Switched onCodes={setCodes} />
            ) : begun === null ? (
              <SetUp onBegun={setBegun} />
            ) : (
              <Confirm
                begun={begun}
                onDone={() => {
                  setCodes(null);
                  setBegun(null);
                }}
              />
            )}
          </Card>
        );
      }}
    </Queried>
  );
}

function SetUp({ onBegun }: { readonly onBegun: (begun: SecondFactor) => void }) {
  const [password, setPassword] = useState('');
  const enable = useMutation({ mutationFn: enableSecondFactor, onSuccess: onBegun });
  return (
    <CardForm
      mutation={{ isPending: enable.isPending, error: accountError(enable.error) }}
      submitLabel={text.factorSetUp}
      onSubmit={() => enable.mutate(password)}
    >
      <YourPassword value={password} onChange={setPassword} />
    </CardForm>
  );
}

function Confirm({ begun, onDone }: { readonly begun: SecondFactor; readonly onDone: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: confirmCode,
    onSuccess: async () => {
      toast(text.factorDone);
      onDone();
      await refreshAccount();
    },
  });
  const key = new URL(begun.totpURI).searchParams.get('secret') ?? '';
  return (
    <div className="stack">
      <p>{text.factorScan}</p>
      <QrCode label={text.factorQr} content={begun.totpURI} />
      <p className="wrap-anywhere">
        {text.factorKey}: <span className="code">{key}</span>
      </p>
      <BackupCodes codes={begun.backupCodes} />
      <CardForm
        mutation={{ isPending: confirm.isPending, error: accountError(confirm.error) }}
        submitLabel={text.factorConfirm}
        onSubmit={() => confirm.mutate(code.trim())}
      >
        <TextInput
          label={text.factorCode}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </CardForm>
    </div>
  );
}

function Switched({ onCodes }: { readonly onCodes: (codes: readonly string[]) => void }) {
  const [password, setPassword] = useState('');
  const disable = useMutation({
    mutationFn: disableSecondFactor,
    onSuccess: async () => {
      toast(text.factorRemoved);
      await refreshAccount();
    },
  });
  const renew = useMutation({ mutationFn: renewBackupCodes, onSuccess: ({ backupCodes }) => onCodes(backupCodes) });
  return (
    <CardForm
      mutation={{ isPending: disable.isPending, error: accountError(disable.error ?? renew.error) }}
      submitLabel={text.factorRemove}
      quiet
      onSubmit={() => disable.mutate(password)}
      beside={
        <Button size="xs" variant="default" loading={renew.isPending} onClick={() => renew.mutate(password)}>
          {text.factorRenew}
        </Button>
      }
    >
      <YourPassword value={password} onChange={setPassword} />
    </CardForm>
  );
}

function YourPassword({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <PasswordInput
      label={text.passwordFor}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  return (
    <div>
      <p className="strong">{text.factorCodes}</p>
      <p className="muted">{text.factorCodesHint}</p>
      <pre className="json" aria-label={text.factorCodes}>
        {codes.join('\n')}
      </pre>
      <CopyButton value={codes.join('\n')}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" mt={6} onClick={copy}>
            {copied ? text.factorCodesCopied : text.factorCodesCopy}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
