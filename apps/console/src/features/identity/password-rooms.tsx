import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { messageOf, ProblemError } from '../../api/problem.ts';
import { RoomLink } from '../../parts/links.tsx';
import { Gate } from './gate.tsx';
import { requestPasswordReset, resetPassword } from './sign-in-api.ts';
import { text } from './sign-in-messages.ts';

const shortestPassword = 10;

/** Asks for a mail with a link. Does not tell whether the address is known. */
export function ForgotPasswordRoom() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => requestPasswordReset(email.trim()) });
  return (
    <Gate title={text.forgotTitle} intro={text.forgotIntro}>
      {ask.isSuccess ? <Alert role="status">{text.forgotSent}</Alert> : null}
      {ask.error === null ? null : (
        <Alert color="red" role="alert" className="alert-bad">
          {messageOf(ask.error)}
        </Alert>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput
          label={text.email}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={ask.isPending}>
          {text.forgotSubmit}
        </Button>
        <RoomLink to="/sign-in">{text.back}</RoomLink>
      </form>
    </Gate>
  );
}

/** Where the link of the mail leads. */
export function ResetPasswordRoom() {
  const { token } = useSearch({ from: '/reset-password' });
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const save = useMutation({ mutationFn: () => resetPassword(token ?? '', password) });
  const refused = save.error instanceof ProblemError && save.error.status === 400 ? text.linkInvalid : undefined;
  return (
    <Gate title={text.resetTitle}>
      {save.isSuccess ? <Alert role="status">{text.resetDone}</Alert> : null}
      {save.error === null && token !== undefined ? null : (
        <Alert color="red" role="alert" className="alert-bad">
          {token === undefined ? text.linkInvalid : (refused ?? messageOf(save.error))}
        </Alert>
      )}
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (password.length >= shortestPassword) save.mutate();
        }}
      >
        <PasswordInput
          label={text.newPassword}
          description={text.passwordHint}
          autoComplete="new-password"
          value={password}
          error={tried && password.length < shortestPassword ? text.passwordShort : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={token === undefined}>
          {text.resetSubmit}
        </Button>
        <RoomLink to="/sign-in">{text.back}</RoomLink>
      </form>
    </Gate>
  );
}
