import { queryOptions } from '@tanstack/react-query';
import { askOutside } from '../../api/request.ts';

type SignInAnswer = { readonly twoFactorRedirect?: boolean };

/** Signs in; answers whether a code of the second factor is still needed. */
export async function signIn(email: string, password: string): Promise<{ needsCode: boolean }> {
  const answer = await askOutside<SignInAnswer>('POST', '/api/auth/sign-in/email', { email, password });
  return { needsCode: answer.twoFactorRedirect === true };
}

export async function confirmCode(code: string): Promise<void> {
  await askOutside('POST', '/api/auth/two-factor/verify-totp', { code });
}

export async function confirmBackupCode(code: string): Promise<void> {
  await askOutside('POST', '/api/auth/two-factor/verify-backup-code', { code });
}

export async function requestPasswordReset(email: string): Promise<void> {
  await askOutside('POST', '/api/auth/request-password-reset', { email, redirectTo: '/reset-password' });
}

export async function resetPassword(token: string, newPassword: string): Promise<void> {
  await askOutside('POST', '/api/auth/reset-password', { token, newPassword });
}

export function acceptInvitation(token: string, password: string) {
  return askOutside<{ readonly email: string; readonly existed: boolean }>('POST', '/api/invitations/accept', {
    token,
    password,
  });
}

export function createCompany(company: {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly owner: { readonly name: string; readonly email: string; readonly password: string };
}) {
  return askOutside('POST', '/api/company', company);
}

export type Demo = {
  readonly demo: boolean;
  /** Whether the installation has no company of its own yet. */
  readonly needsCompany?: boolean;
  readonly people?: readonly { readonly email: string; readonly role: string }[];
};

/** Whether this installation shows the demo network, and who may look at it. A server that does not say has none. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  staleTime: Infinity,
  retry: false,
  queryFn: () => askOutside<Demo>('GET', '/api/demo').catch((): Demo => ({ demo: false })),
});
