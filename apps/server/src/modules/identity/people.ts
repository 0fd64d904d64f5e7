import type { SignIn } from './sign-in.ts';

/** Keeps people's sign-in records; their place in an organisation is a `member`. */
export type People = {
  /** The person with this e-mail, made when there is none. A password is set only for a new person. */
  ensure(person: { email: string; name: string; password?: string }): Promise<{ personId: string; created: boolean }>;
  setPassword(personId: string, password: string): Promise<void>;
};

export function createPeople(signIn: SignIn): People {
  return {
    async ensure({ email, name, password }) {
      const context = await (await signIn.library()).$context;
      const known = await context.internalAdapter.findUserByEmail(email.toLowerCase());
      if (known !== null) return { personId: known.user.id, created: false };
      const user = await context.internalAdapter.createUser(
        { email: email.toLowerCase(), name, emailVerified: true },
        { method: 'admin' },
      );
      if (password !== undefined) {
        await context.internalAdapter.linkAccount({
          userId: user.id,
          providerId: 'credential',
          accountId: user.id,
          password: await context.password.hash(password),
        });
      }
      return { personId: user.id, created: true };
    },
    async setPassword(personId, password) {
      const context = await (await signIn.library()).$context;
      const hash = await context.password.hash(password);
      const accounts = await context.internalAdapter.findAccounts(personId);
      if (accounts.some((account) => account.providerId === 'credential')) {
        await context.internalAdapter.updatePassword(personId, hash);
      } else {
        await context.internalAdapter.linkAccount({
          userId: personId,
          providerId: 'credential',
          accountId: personId,
          password: hash,
        });
      }
      await context.internalAdapter.deleteUserSessions(personId);
    },
  };
}
