import { mayDo, type Permission, type Role } from '@barrow/contracts';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { chooseOrganisation, chosenOrganisation } from '../../api/organisation-choice.ts';
import { ProblemError } from '../../api/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import { askOutside, read } from '../../api/request.ts';

export type Session = {
  readonly personId: string;
  readonly email: string;
  readonly organisations: readonly { readonly orgId: string; readonly name: string; readonly role: Role }[];
};

export type Organisation = {
  readonly orgId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly demo: boolean;
};

export type Me = {
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly role: Role;
  readonly locationIds: readonly string[] | null;
  readonly supplierId: string | null;
  readonly organisation: Organisation;
};

/** Who is signed in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      return await askOutside<Session>('GET', '/api/session');
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'SIGN_IN_NEEDED') return null;
      throw error;
    }
  },
});

/** Who I am in the organisation I work in. A remembered organisation that I have left is forgotten. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async (): Promise<Me> => {
    try {
      return await read<Me>('/me');
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'ORGANISATION_UNKNOWN') throw error;
      if (chosenOrganisation() === undefined) throw error;
      chooseOrganisation(undefined);
      return read<Me>('/me');
    }
  },
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether my role holds a permission: what it does not hold is not shown. */
export function useMay(permission: Permission): boolean {
  return mayDo(useMe().role, permission);
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await askOutside('POST', '/api/auth/sign-out', {});
  queryClient.clear();
}
