import { queryOptions } from '@tanstack/react-query';
import { read, write } from '../../api/request.ts';
import type { Organisation } from './session.ts';

export type DemoState = { readonly share: number; readonly complete: boolean; readonly trickle: boolean };

export const demoStateQuery = queryOptions({
  queryKey: ['identity', 'demo'],
  queryFn: () => read<DemoState>('/demo'),
});

export const setTrickle = (trickle: boolean) => write<DemoState>('PUT', '/demo', { trickle });
export const deleteDemo = (name: string) => write<DemoState>('POST', '/demo/deletion', { name });
export const updateOrganisation = (changes: { readonly name: string; readonly timeZone: string }) =>
  write<Organisation>('PATCH', '/organisation', changes);
