import { supplierTransports, type Supplier, type SupplierInput } from '@barrow/contracts';
import { clockText } from '../network/location-draft.ts';

const microPerMajor = 1_000_000;

/** A supplier as a form holds it. */
export type SupplierDraft = {
  readonly name: string;
  readonly code: string;
  readonly currency: string;
  readonly transport: Supplier['transport'];
  readonly orderUrl: string;
  readonly orderEmails: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  readonly minimumOrder: number;
  readonly orderWeekdays: readonly string[];
  readonly deliveryWeekdays: readonly string[];
  readonly cutoff: string;
  readonly timeZone: string;
  readonly note: string;
  readonly retired: boolean;
  readonly signingSecret: string;
  readonly bearerToken: string;
};

const noonMinutes = 720;
const defaultLeadTimeDays = 3;

export function supplierDraftOf(
  supplier: Supplier | undefined,
  defaults: { readonly currency: string; readonly timeZone: string },
): SupplierDraft {
  return {
    name: supplier?.name ?? '',
    code: supplier?.code ?? '',
    currency: supplier?.currency ?? defaults.currency,
    transport: supplier?.transport ?? 'manual',
    orderUrl: supplier?.orderUrl ?? '',
    orderEmails: supplier?.orderEmails.join(', ') ?? '',
    leadTimeDays: supplier?.leadTimeDays ?? defaultLeadTimeDays,
    leadTimeSdDays: supplier?.leadTimeSdDays ?? 1,
    minimumOrder: (supplier?.minimumOrderMicro ?? 0) / microPerMajor,
    orderWeekdays: supplier?.orderWeekdays.map(String) ?? [],
    deliveryWeekdays: supplier?.deliveryWeekdays.map(String) ?? [],
    cutoff: clockText(supplier?.cutoffMinutes ?? noonMinutes),
    timeZone: supplier?.timeZone ?? defaults.timeZone,
    note: supplier?.note ?? '',
    retired: supplier?.status === 'retired',
    signingSecret: '',
    bearerToken: '',
  };
}

export function supplierInputOf(draft: SupplierDraft): SupplierInput {
  const [hours = 0, minutes = 0] = draft.cutoff.split(':').map(Number);
  return {
    name: draft.name.trim(),
    code: draft.code.trim(),
    currency: draft.currency.trim().toUpperCase(),
    transport: draft.transport,
    orderUrl: draft.orderUrl.trim() === '' ? null : draft.orderUrl.trim(),
    orderEmails: draft.orderEmails
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== ''),
    leadTimeDays: draft.leadTimeDays,
    leadTimeSdDays: draft.leadTimeSdDays,
    minimumOrderMicro: Math.round(draft.minimumOrder * microPerMajor),
    orderWeekdays: draft.orderWeekdays.map(Number),
    deliveryWeekdays: draft.deliveryWeekdays.map(Number),
    cutoffMinutes: hours * 60 + minutes,
    timeZone: draft.timeZone.trim(),
    note: draft.note,
    status: draft.retired ? 'retired' : 'active',
    ...(draft.signingSecret === '' ? {} : { signingSecret: draft.signingSecret }),
    ...(draft.bearerToken === '' ? {} : { bearerToken: draft.bearerToken }),
  };
}

export function transportFrom(value: string): Supplier['transport'] {
  return supplierTransports.find((transport) => transport === value) ?? 'manual';
}
