import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import type pg from 'pg';
import type { Logger } from '../../platform/logger.ts';

export type SignInDeps = {
  /** Connections of the role barrow_auth, with the schema `auth` on the search path. */
  readonly pool: pg.Pool;
  readonly secret: string;
  /** The address people use. */
  readonly baseUrl: string;
  readonly log: Logger;
  readonly sendMail?: (mail: { to: string; subject: string; text: string }) => Promise<void>;
};

/** Sign-in of people: password, passkey and second factor, sessions, password reset. The library's own tables live in the schema `auth`. */
export function createSignInLibrary(deps: SignInDeps) {
  const { sendMail } = deps;
  return betterAuth({
    appName: 'Barrow',
    baseURL: deps.baseUrl,
    basePath: '/api/auth',
    secret: deps.secret,
    database: deps.pool,
    // A page of this server, under whatever name it was reached: the browser's Origin must be the Host it asked.
    trustedOrigins: (request) => (request === undefined ? [] : [new URL(request.url).origin]),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      ...(sendMail === undefined
        ? {}
        : {
            sendResetPassword: async ({ user, url }: { user: { email: string }; url: string }) =>
              sendMail({
                to: user.email,
                subject: 'Your Barrow password',
                text: `Choose a new password here:\n\n${url}\n\nIf you did not ask for this, ignore it.`,
              }),
          }),
    },
    session: { expiresIn: 60 * 60 * 24 * 7, updateAge: 60 * 60 * 24 },
    rateLimit: { enabled: true, window: 60, max: 60, customRules: { '/sign-in/email': { window: 60, max: 20 } } },
    advanced: {
      cookiePrefix: 'barrow',
      database: { generateId: () => randomUUID() },
      useSecureCookies: deps.baseUrl.startsWith('https:'),
    },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => deps.log[level === 'error' ? 'error' : 'debug']({ part: 'sign-in' }, message),
    },
    // A passkey's page is the one that asks: its Origin was held against the Host before.
    plugins: [twoFactor({ issuer: 'Barrow' }), passkey({ rpID: passkeyDomain(deps.baseUrl), rpName: 'Barrow' })],
  });
}

/** The name that passkeys belong to. WebAuthn knows no addresses in numbers: there they work under the name `localhost` alone. */
function passkeyDomain(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : 'localhost';
}

export type SignInLibrary = ReturnType<typeof createSignInLibrary>;
