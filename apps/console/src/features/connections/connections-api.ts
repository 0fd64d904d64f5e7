import { queryOptions } from '@tanstack/react-query';
import { queryClient } from '../../api/query-client.ts';
import { read, remove, write } from '../../api/request.ts';

export type Connection = {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly callsPerS: number;
  readonly personalData: boolean;
};
export type Secret = { readonly name: string; readonly setAt: string; readonly setBy: string };

export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'list'],
  queryFn: () => read<{ items: readonly Connection[] }>('/connections'),
});
export const secretsQuery = queryOptions({
  queryKey: ['connections', 'secrets'],
  queryFn: () => read<{ items: readonly Secret[] }>('/secrets'),
});

export const saveConnection = ({ name, ...rest }: Connection) =>
  write('PUT', `/connections/${encodeURIComponent(name)}`, rest);
export const removeConnection = (name: string) => remove(`/connections/${encodeURIComponent(name)}`);
export const setSecret = ({ name, value }: { readonly name: string; readonly value: string }) =>
  write('PUT', `/secrets/${encodeURIComponent(name)}`, { value });
export const removeSecret = (name: string) => remove(`/secrets/${encodeURIComponent(name)}`);

export const refreshConnections = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['connections'] });
