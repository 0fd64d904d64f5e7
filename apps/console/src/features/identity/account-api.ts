import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { queryOptions } from '@tanstack/react-query';
import { askOutside } from '../../api/request.ts';
import { queryClient } from '../../api/query-client.ts';

type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

export type Passkey = { readonly id: string; readonly name: string | null; readonly createdAt: string | null };
export type Session = {
  readonly token: string;
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};
type SignedIn = {
  readonly session: { readonly token: string };
  readonly user: { readonly twoFactorEnabled?: boolean | null; readonly email: string };
};
export type SecondFactor = { readonly totpURI: string; readonly backupCodes: readonly string[] };

export const signedInQuery = queryOptions({
  queryKey: ['account', 'session'],
  queryFn: () => askOutside<SignedIn>('GET', '/api/auth/get-session'),
});
export const passkeysQuery = queryOptions({
  queryKey: ['account', 'passkeys'],
  queryFn: () => askOutside<readonly Passkey[]>('GET', '/api/auth/passkey/list-user-passkeys'),
});
export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => askOutside<readonly Session[]>('GET', '/api/auth/list-sessions'),
});
export const refreshAccount = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['account'] });

/** Passkeys belong to a name: a page under an address in numbers, or in a browser without them, cannot use them. */
export function passkeyTrouble(): 'no-browser' | 'no-name' | undefined {
  if (window.PublicKeyCredential === undefined) return 'no-browser';
  return /^[\d.]+$|^\[/.test(location.hostname) ? 'no-name' : undefined;
}

/** This page under the name that passkeys work with, where the server runs on this machine. */
export const namedAddress = (): string => `${location.protocol}//localhost:${location.port}${location.pathname}`;

export async function addPasskey(name: string): Promise<void> {
  const optionsJSON = await askOutside<RegistrationOptions>('GET', '/api/auth/passkey/generate-register-options');
  const response = await startRegistration({ optionsJSON });
  await askOutside('POST', '/api/auth/passkey/verify-registration', { response, name });
}
export const deletePasskey = (id: string) => askOutside('POST', '/api/auth/passkey/delete-passkey', { id });

export async function signInWithPasskey(): Promise<void> {
  const optionsJSON = await askOutside<AuthenticationOptions>('GET', '/api/auth/passkey/generate-authenticate-options');
  const response = await startAuthentication({ optionsJSON });
  await askOutside('POST', '/api/auth/passkey/verify-authentication', { response });
}

export const enableSecondFactor = (password: string) =>
  askOutside<SecondFactor>('POST', '/api/auth/two-factor/enable', { password });
export const disableSecondFactor = (password: string) =>
  askOutside('POST', '/api/auth/two-factor/disable', { password });
export const renewBackupCodes = (password: string) =>
  askOutside<{ readonly backupCodes: readonly string[] }>('POST', '/api/auth/two-factor/generate-backup-codes', {
    password,
  });

export const changePassword = ({
  currentPassword,
  newPassword,
}: {
  readonly currentPassword: string;
  readonly newPassword: string;
}) => askOutside('POST', '/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
export const endSession = (token: string) => askOutside('POST', '/api/auth/revoke-session', { token });
export const endOtherSessions = () => askOutside('POST', '/api/auth/revoke-other-sessions', {});
