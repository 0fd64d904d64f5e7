import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState, type SyntheticEvent } from 'react';
import { ConnectionError, messageOf, ProblemError } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { RoomLink } from '../../parts/links.tsx';
import { passkeyTrouble, signInWithPasskey } from './account-api.ts';
import { DemoPeople } from './demo-people.tsx';
import { Gate } from './gate.tsx';
import { confirmBackupCode, confirmCode, demoQuery, signIn } from './sign-in-api.ts';
import { text } from './sign-in-messages.ts';
import { text as joinText } from './join-messages.ts';

type Step = 'password' | 'code' | 'backup-code';

/** What went wrong, in words that say what to do. */
function signInMessage(error: unknown, step: Step): string {
  if (!(error instanceof ProblemError)) return messageOf(error);
  if (error.status === 429) return text.tooMany;
  if (error.status === 401 || error.status === 403) return step === 'password' ? text.wrong : text.wrongCode;
  return error.message;
}

function emailProblem(email: string): string | undefined {
  if (email === '') return text.emailMissing;
  return /^\S+@\S+$/.test(email) ? undefined : text.emailInvalid;
}

export function SignInRoom() {
  const { to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const demo = useQuery(demoQuery);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<Step>('password');
  const [tried, setTried] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const enter = async (): Promise<void> => {
    queryClient.clear();
    await navigate({ to: to ?? '/' });
  };
  const attempt = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      if (step !== 'password') {
        await (step === 'code' ? confirmCode(code.trim()) : confirmBackupCode(code.trim()));
        await enter();
        return;
      }
      const { needsCode } = await signIn(email.trim(), password);
      if (needsCode) setStep('code');
      else await enter();
    } catch (cause) {
      setError(signInMessage(cause, step));
    } finally {
      setBusy(false);
    }
  };
  const attemptPasskey = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await signInWithPasskey();
      await enter();
    } catch (cause) {
      setError(cause instanceof ConnectionError ? messageOf(cause) : text.passkeyFailed);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (step === 'password' && (emailProblem(email.trim()) !== undefined || password === '')) return;
    void attempt();
  };

  return (
    <Gate title={text.title} intro={text.intro}>
      <form onSubmit={submit} noValidate className="stack">
        {error === undefined ? null : (
          <Alert color="red" variant="light" role="alert" className="alert-bad">
            {error}
          </Alert>
        )}
        {step === 'password' ? (
          <>
            <TextInput
              label={text.email}
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              withAsterisk={false}
              value={email}
              error={tried ? emailProblem(email.trim()) : undefined}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              ref={passwordField}
              label={text.password}
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              error={tried && password === '' ? text.passwordMissing : undefined}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        ) : (
          <TextInput
            key={step}
            label={step === 'code' ? text.code : text.backupCode}
            inputMode={step === 'code' ? 'numeric' : 'text'}
            autoComplete="one-time-code"
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={busy} fullWidth>
          {step === 'password' ? text.submit : text.codeSubmit}
        </Button>
        {step === 'code' ? (
          <Button
            variant="default"
            fullWidth
            onClick={() => {
              setCode('');
              setStep('backup-code');
            }}
          >
            {text.backup}
          </Button>
        ) : null}
        {step === 'password' && passkeyTrouble() === undefined ? (
          <Button variant="default" fullWidth disabled={busy} onClick={() => void attemptPasskey()}>
            {text.passkey}
          </Button>
        ) : null}
        <RoomLink to="/forgot-password">{text.forgot}</RoomLink>
        {demo.data?.needsCompany === true ? <RoomLink to="/company">{joinText.companyLink}</RoomLink> : null}
      </form>
      {demo.data?.demo === true ? (
        <DemoPeople
          demo={demo.data}
          busy={busy}
          onChoose={(chosen) => {
            setEmail(chosen);
            passwordField.current?.focus();
          }}
        />
      ) : null}
    </Gate>
  );
}
