import { queryOptions } from '@tanstack/react-query';
import { read, remove, write } from '../../api/request.ts';
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

export const mailSecurities = ['starttls', 'tls', 'none'] as const;
export type MailSetting = {
  readonly host: string;
  readonly port: number;
  readonly security: (typeof mailSecurities)[number];
  readonly userName: string | null;
  readonly sender: string;
  readonly changedAt: string;
  readonly changedBy: string;
};

export const mailQuery = queryOptions({
  queryKey: ['identity', 'mail'],
  queryFn: () => read<{ setting: MailSetting | null }>('/mail-setting'),
});

type MailInput = Pick<MailSetting, 'host' | 'port' | 'security' | 'sender'> & {
  readonly userName?: string;
  readonly password?: string;
};
export const saveMail = (input: MailInput) => write<MailSetting>('PUT', '/mail-setting', input);
export const deleteMail = () => remove('/mail-setting');
export const testMail = (to: string) =>
  write<{ sent: boolean; from: string | null; detail: string | null }>('POST', '/mail-setting/test', { to });
