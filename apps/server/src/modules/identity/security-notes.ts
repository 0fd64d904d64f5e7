import { newId } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres.ts';
import { storeTold } from '../../platform/registry.ts';
import type { Authenticator } from './authenticate.ts';

/** What people change of how they sign in, by the route of the sign-in library that does it. */
const changes: Readonly<Record<string, string>> = {
  '/api/auth/change-password': 'identity.password.change',
  '/api/auth/two-factor/verify-totp': 'identity.second-factor.confirm',
  '/api/auth/two-factor/disable': 'identity.second-factor.remove',
  '/api/auth/two-factor/generate-backup-codes': 'identity.second-factor.renew-codes',
  '/api/auth/passkey/verify-registration': 'identity.passkey.add',
  '/api/auth/passkey/update-passkey': 'identity.passkey.rename',
  '/api/auth/passkey/delete-passkey': 'identity.passkey.delete',
  '/api/auth/revoke-session': 'identity.session.end',
  '/api/auth/revoke-other-sessions': 'identity.session.end',
};

/** Looks who is about to change something; the answer notes it once it was changed. Undefined when nothing is to be noted. */
export type NoteSecurity = (path: string, cookie: string) => Promise<(() => Promise<void>) | undefined>;

/**
 * Notes in the audit log of each organisation of a person what was changed of the way in. Asked before, as a change may end the session that made
 * it. Somebody who is not signed in yet, as in the second step of a sign-in, changes nothing.
 */
export function createSecurityNotes(database: Database, authenticator: Authenticator): NoteSecurity {
  return async (path, cookie) => {
    const action = changes[path];
    if (action === undefined) return undefined;
    const person = await authenticator.memberships(cookie).catch(() => undefined);
    if (person === undefined) return undefined;
    const traceId = newId().replaceAll('-', '');
    const actor = { kind: 'person' as const, id: person.personId, name: person.email, enteredBy: 'console' };
    const entry = { subjectId: person.personId, after: { changed: action } };
    return async () => {
      for (const { orgId, role } of person.organisations) {
        const grant = { orgId, role, locationIds: null, supplierId: null };
        const audit = [{ action, caller: { actor, grant, traceId }, entry }];
        await database.transaction(orgId, (tx) => storeTold(tx, { events: [], audit }));
      }
    };
  };
}
