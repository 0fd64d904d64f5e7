import { Button, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldMessage } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { formatInstant } from '../../format/time.ts';
import { CardForm } from '../../parts/card-form.tsx';
import { Card } from '../../parts/card.tsx';
import { Queried } from '../../parts/states.tsx';
import { toast } from '../../parts/toasts.tsx';
import { deleteMail, mailQuery, mailSecurities, saveMail, testMail, type MailSetting } from './settings-api.ts';
import { useMe } from './session.ts';
import { text } from './settings-messages.ts';

const usualPorts = { tls: 465, starttls: 587, none: 25 } as const;

/** The organisation's own mail server, and a mail to see whether it works. */
export function MailCard() {
  const query = useQuery(mailQuery);
  return (
    <Card title={text.mail} padded>
      <p>{text.mailIntro}</p>
      <Queried query={query} rows={3}>
        {({ setting }) => <MailForm key={setting?.changedAt ?? ''} setting={setting} />}
      </Queried>
    </Card>
  );
}

function MailForm({ setting }: { readonly setting: MailSetting | null }) {
  const [host, setHost] = useState(setting?.host ?? '');
  const [security, setSecurity] = useState<MailSetting['security']>(setting?.security ?? 'starttls');
  const [port, setPort] = useState(setting?.port ?? usualPorts.starttls);
  const [userName, setUserName] = useState(setting?.userName ?? '');
  const [password, setPassword] = useState('');
  const [sender, setSender] = useState(setting?.sender ?? '');
  const refresh = () => queryClient.invalidateQueries({ queryKey: mailQuery.queryKey });
  const save = useMutation({
    mutationFn: () =>
      saveMail({
        host: host.trim(),
        port,
        security,
        sender: sender.trim(),
        ...(userName.trim() === '' ? {} : { userName: userName.trim() }),
        ...(password === '' ? {} : { password }),
      }),
    onSuccess: async () => {
      toast(text.mailSaved);
      await refresh();
    },
  });
  const forget = useMutation({ mutationFn: deleteMail, onSuccess: refresh });
  const error = save.error ?? forget.error;
  return (
    <>
      <CardForm
        mutation={{ isPending: save.isPending, error }}
        submitLabel={text.save}
        onSubmit={() => save.mutate()}
        beside={
          setting === null ? null : (
            <Button size="xs" variant="default" loading={forget.isPending} onClick={() => forget.mutate()}>
              {text.mailForget}
            </Button>
          )
        }
      >
        {setting === null ? null : (
          <span className="muted small">{text.mailChanged(setting.changedBy, formatInstant(setting.changedAt))}</span>
        )}
        <TextInput
          label={text.mailHost}
          value={host}
          error={fieldMessage(error, 'host')}
          onChange={(event) => setHost(event.currentTarget.value)}
        />
        <div className="form-pair">
          <NativeSelect
            label={text.mailSecurity}
            value={security}
            error={fieldMessage(error, 'security')}
            data={mailSecurities.map((value) => ({ value, label: text.mailSecurities[value] }))}
            onChange={(event) => {
              const next = mailSecurities.find((one) => one === event.currentTarget.value) ?? 'starttls';
              if (port === usualPorts[security]) setPort(usualPorts[next]);
              setSecurity(next);
            }}
          />
          <NumberInput
            label={text.mailPort}
            min={1}
            max={65_535}
            allowDecimal={false}
            value={port}
            error={fieldMessage(error, 'port')}
            onChange={(value) => setPort(Number(value))}
          />
          <TextInput
            label={text.mailUser}
            autoComplete="off"
            value={userName}
            error={fieldMessage(error, 'userName')}
            onChange={(event) => setUserName(event.currentTarget.value)}
          />
          <PasswordInput
            label={text.mailPassword}
            autoComplete="new-password"
            placeholder={(setting?.userName ?? null) === null ? '' : text.mailPasswordKept}
            value={password}
            error={fieldMessage(error, 'password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={text.mailSender}
          placeholder="Fern & Field <shop@example.com>"
          value={sender}
          error={fieldMessage(error, 'sender')}
          onChange={(event) => setSender(event.currentTarget.value)}
        />
      </CardForm>
      <TestMail />
    </>
  );
}

function TestMail() {
  const { organisation } = useMe();
  const [to, setTo] = useState('');
  const send = useMutation({ mutationFn: testMail });
  const outcome = send.data;
  return (
    <CardForm
      label={text.mailTest(organisation.name)}
      mutation={send}
      submitLabel={text.mailTestSend}
      quiet
      onSubmit={() => send.mutate(to.trim())}
    >
      <TextInput
        type="email"
        label={text.mailTestTo}
        value={to}
        error={fieldMessage(send.error, 'to')}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      {outcome === undefined ? null : (
        <p role="status" className={outcome.sent ? 'good' : 'bad'}>
          {outcome.sent ? text.mailSent(outcome.from ?? '') : text.mailNotSent(outcome.detail ?? '')}
        </p>
      )}
    </CardForm>
  );
}
