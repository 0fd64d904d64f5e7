import type { Permission } from '@barrow/contracts';
import { queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { read } from '../../api/request.ts';
import { useMay } from '../identity/session.ts';

const mineQuery = (workflow: string | null) =>
  queryOptions({
    queryKey: ['flows', 'access', workflow],
    staleTime: 10_000,
    queryFn:
      workflow === null
        ? skipToken
        : () => read<{ may: readonly string[] }>(`/flows/access/mine?${new URLSearchParams({ workflow })}`),
  });

/**
 * Whether my role holds a permission, and the rules for a workflow let me use it so, as far as is known here: the server decides. Null: a workflow
 * without a name yet, for which there are no rules.
 */
export function useMayWith(
  permission: Permission,
  verb: 'see' | 'edit' | 'approve' | 'run',
  workflow: string | null,
): boolean {
  const may = useMay(permission);
  const { data } = useQuery(mineQuery(workflow));
  return may && (workflow === null || (data?.may.includes(verb) ?? true));
}
