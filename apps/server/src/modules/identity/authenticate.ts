import { createHash } from 'node:crypto';
import type { Role } from '@barrow/contracts';
import { fault } from '../../platform/fault.ts';
import type { Actor, Grant } from '../../platform/action.ts';
import type { Database } from '../../platform/postgres.ts';
import type { SignIn } from './sign-in.ts';

/** What a request shows of who sends it. */
export type Credentials = {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  /** The organisation a person of several works in: the header `barrow-organisation`. */
  readonly organisation: string | undefined;
};

export type Identified = { readonly actor: Actor; readonly grant: Grant; readonly bySession: boolean };

type GrantRow = {
  org_id: string;
  organisation?: string;
  key_id?: string;
  name: string;
  role: Role;
  location_ids: string[] | null;
  supplier_id: string | null;
};

/** How long an answer is believed before the database is asked again: the longest a revoked key or session still works. */
const believedMs = 3_000;
const mostRemembered = 10_000;

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export type Authenticator = {
  /** Who sends this. Throws SIGN_IN_NEEDED or ORGANISATION_UNKNOWN. */
  identify(credentials: Credentials): Promise<Identified>;
  /** The organisations of the signed-in person. */
  memberships(
    cookie: string,
  ): Promise<{ personId: string; email: string; organisations: { orgId: string; name: string; role: Role }[] }>;
  /** Forgets what is remembered, after a change of rights in this process. */
  forget(): void;
};

function grantOf(row: GrantRow): Grant {
  return { orgId: row.org_id, role: row.role, locationIds: row.location_ids, supplierId: row.supplier_id };
}

export function createAuthenticator(database: Database, signIn: SignIn, nowMs: () => number): Authenticator {
  const remembered = new Map<string, { until: number; answer: Promise<Identified> }>();

  async function identifyKey(secret: string): Promise<Identified> {
    const [row] = await database.outside<GrantRow>('select * from identity.grant_of_key($1)', [hashSecret(secret)]);
    if (row === undefined)
      throw fault('unauthenticated', 'SIGN_IN_NEEDED', 'This API key is unknown, expired or revoked.');
    return {
      actor: { kind: 'key', id: row.key_id ?? '', name: row.name, enteredBy: 'api' },
      grant: grantOf(row),
      bySession: false,
    };
  }

  async function sessionOf(cookie: string): Promise<{ id: string; name: string; email: string }> {
    const { api } = await signIn.library();
    const session = await api.getSession({ headers: new Headers({ cookie }) });
    if (session === null) throw fault('unauthenticated', 'SIGN_IN_NEEDED', 'Nobody is signed in. Sign in again.');
    return session.user;
  }

  async function identifyPerson(cookie: string, organisation: string | undefined): Promise<Identified> {
    const user = await sessionOf(cookie);
    const rows = await database.outside<GrantRow>('select * from identity.grants_of_person($1)', [user.id]);
    const row = organisation === undefined ? rows[0] : rows.find((one) => one.org_id === organisation);
    if (row === undefined)
      throw fault('forbidden', 'ORGANISATION_UNKNOWN', 'You are not a member of this organisation.');
    return {
      actor: { kind: 'person', id: user.id, name: row.name, enteredBy: 'console' },
      grant: grantOf(row),
      bySession: true,
    };
  }

  async function ask({ authorization, cookie, organisation }: Credentials): Promise<Identified> {
    if (authorization !== undefined) {
      const match = /^Bearer ([\x21-\x7e]{10,200})$/i.exec(authorization);
      if (match?.[1] === undefined)
        throw fault('unauthenticated', 'SIGN_IN_NEEDED', 'Send an API key as: Authorization: Bearer KEY.');
      return identifyKey(match[1]);
    }
    if (cookie?.includes('barrow.session_token=') === true) return identifyPerson(cookie, organisation);
    throw fault('unauthenticated', 'SIGN_IN_NEEDED', 'Sign in, or send an API key as: Authorization: Bearer KEY.');
  }

  return {
    identify(credentials) {
      const key = hashSecret(
        `${credentials.authorization ?? ''}\0${credentials.cookie ?? ''}\0${credentials.organisation ?? ''}`,
      ).toString('base64');
      const known = remembered.get(key);
      if (known !== undefined && known.until > nowMs()) return known.answer;
      if (remembered.size >= mostRemembered) remembered.clear();
      const answer = ask(credentials);
      remembered.set(key, { until: nowMs() + believedMs, answer });
      answer.catch(() => remembered.delete(key));
      return answer;
    },
    async memberships(cookie) {
      const user = await sessionOf(cookie);
      const rows = await database.outside<GrantRow>('select * from identity.grants_of_person($1)', [user.id]);
      return {
        personId: user.id,
        email: user.email,
        organisations: rows.map((row) => ({ orgId: row.org_id, name: row.organisation ?? '', role: row.role })),
      };
    },
    forget: () => remembered.clear(),
  };
}
