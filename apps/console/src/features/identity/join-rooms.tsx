import { Alert, Autocomplete, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldMessage, messageOf } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { RoomLink } from '../../parts/links.tsx';
import { text as partsText } from '../../parts/messages.ts';
import { Gate } from './gate.tsx';
import { text } from './join-messages.ts';
import { acceptInvitation, createCompany, signIn } from './sign-in-api.ts';
import { text as signInText } from './sign-in-messages.ts';

const shortestPassword = 10;
const timeZones = Intl.supportedValuesOf('timeZone');

function Refused({ error }: { readonly error: Error | null }) {
  return error === null ? null : (
    <Alert color="red" role="alert" className="alert-bad">
      {messageOf(error)}
    </Alert>
  );
}

/** Where the link of an invitation leads: choose a password and come in. */
export function InvitationRoom() {
  const { token } = useSearch({ from: '/invitation' });
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const accept = useMutation({
    mutationFn: async () => {
      const { email, existed } = await acceptInvitation(token ?? '', password);
      if (existed) return { existed };
      await signIn(email, password);
      return { existed };
    },
    onSuccess: async ({ existed }) => {
      queryClient.clear();
      await navigate({ to: existed ? '/sign-in' : '/' });
    },
  });
  return (
    <Gate title={text.invitationTitle} intro={text.invitationIntro}>
      {token === undefined ? (
        <Alert color="red" role="alert" className="alert-bad">
          {text.invitationInvalid}
        </Alert>
      ) : null}
      <Refused error={accept.error} />
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (password.length >= shortestPassword) accept.mutate();
        }}
      >
        <PasswordInput
          label={signInText.password}
          description={text.invitationPasswordHint}
          autoComplete="new-password"
          value={password}
          error={tried && password.length < shortestPassword ? signInText.passwordShort : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={accept.isPending} disabled={token === undefined}>
          {text.invitationSubmit}
        </Button>
        <RoomLink to="/sign-in">{signInText.back}</RoomLink>
      </form>
    </Gate>
  );
}

/** The first company of an installation, with its owner. */
export function CompanyRoom() {
  const navigate = useNavigate();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState({
    name: '',
    currency: 'EUR',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    owner: '',
    email: '',
    password: '',
  });
  const change = (part: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...part }));
  const complete =
    draft.name.trim() !== '' &&
    draft.owner.trim() !== '' &&
    /^\S+@\S+$/.test(draft.email.trim()) &&
    draft.password.length >= shortestPassword;
  const create = useMutation({
    mutationFn: async () => {
      const email = draft.email.trim();
      await createCompany({
        name: draft.name.trim(),
        currency: draft.currency.trim().toUpperCase(),
        timeZone: draft.timeZone.trim(),
        owner: { name: draft.owner.trim(), email, password: draft.password },
      });
      await signIn(email, draft.password);
    },
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: '/' });
    },
  });
  const errorOf = (field: string, value = 'x'): string | undefined =>
    fieldMessage(create.error, field) ?? (tried && value.trim() === '' ? partsText.required : undefined);
  return (
    <Gate title={text.companyTitle} intro={text.companyIntro}>
      <Refused error={create.error} />
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (complete) create.mutate();
        }}
      >
        <TextInput
          label={text.companyName}
          autoFocus
          value={draft.name}
          error={errorOf('name', draft.name)}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div className="form-pair">
          <TextInput
            label={text.currency}
            maxLength={3}
            value={draft.currency}
            error={errorOf('currency', draft.currency)}
            onChange={(event) => change({ currency: event.currentTarget.value })}
          />
          <Autocomplete
            label={text.timeZone}
            data={timeZones}
            limit={30}
            value={draft.timeZone}
            error={errorOf('timeZone', draft.timeZone)}
            onChange={(timeZone) => change({ timeZone })}
          />
        </div>
        <TextInput
          label={text.owner}
          autoComplete="name"
          value={draft.owner}
          error={errorOf('owner', draft.owner)}
          onChange={(event) => change({ owner: event.currentTarget.value })}
        />
        <TextInput
          label={signInText.email}
          type="email"
          autoComplete="username"
          value={draft.email}
          error={
            fieldMessage(create.error, 'email') ??
            (tried && !/^\S+@\S+$/.test(draft.email.trim()) ? signInText.emailInvalid : undefined)
          }
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <PasswordInput
          label={signInText.password}
          description={signInText.passwordHint}
          autoComplete="new-password"
          value={draft.password}
          error={tried && draft.password.length < shortestPassword ? signInText.passwordShort : undefined}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
        <Button type="submit" loading={create.isPending}>
          {text.companySubmit}
        </Button>
        <RoomLink to="/sign-in">{signInText.back}</RoomLink>
      </form>
    </Gate>
  );
}
