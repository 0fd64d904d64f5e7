import type { Database } from '../../platform/postgres.ts';
import type { RegisteredAction } from '../../platform/action.ts';
import { identityActions } from './actions.ts';
import { createAuthenticator, type Authenticator } from './authenticate.ts';
import { createOrganisation, type NewMember, type NewOrganisation } from './organisations.ts';
import { acceptInvitation } from './join.ts';
import { createSecurityNotes, type NoteSecurity } from './security-notes.ts';
import { createPeople, type People } from './people.ts';
import { createSignIn, type SignIn, type SignInDeps } from './sign-in.ts';

export { organisationOf } from './actions.ts';
export { createApiKey } from './organisations.ts';

export type Identity = {
  readonly signIn: SignIn;
  readonly authenticator: Authenticator;
  /** For the audit log: the path that changes the way in, the cookie of who does. */
  readonly noteSecurity: NoteSecurity;
  readonly people: People;
  readonly actions: readonly RegisteredAction[];
  /** Makes an organisation with its first members. */
  createOrganisation(organisation: NewOrganisation, members: readonly NewMember[]): Promise<string>;
  /** Makes the invited person a member. Throws INVITATION_INVALID. */
  acceptInvitation(token: string, password: string): Promise<{ email: string; existed: boolean }>;
  /** Every organisation, for workers that go round them. */
  organisations(): Promise<{ orgId: string; demo: boolean }[]>;
};

export function createIdentity(deps: SignInDeps & { database: Database; nowMs: () => number }): Identity {
  const signIn = createSignIn(deps);
  const authenticator = createAuthenticator(deps.database, signIn, deps.nowMs);
  const people = createPeople(signIn);
  return {
    signIn,
    authenticator,
    noteSecurity: createSecurityNotes(deps.database, authenticator),
    people,
    actions: identityActions(authenticator, people),
    createOrganisation: (organisation, members) => createOrganisation(deps.database, people, organisation, members),
    acceptInvitation: (token, password) => acceptInvitation(deps.database, people, token, password),
    async organisations() {
      const rows = await deps.database.outside<{ org_id: string; demo: boolean }>(
        'select org_id, demo from identity.organisations()',
      );
      return rows.map((row) => ({ orgId: row.org_id, demo: row.demo }));
    },
  };
}
