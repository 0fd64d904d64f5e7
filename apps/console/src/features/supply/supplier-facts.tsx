import type { Supplier } from '@barrow/contracts';
import { formatCount, formatPrice } from '../../format/number.ts';
import { nameOfWeekday } from '../../format/time.ts';
import { Facts } from '../../parts/figures.tsx';
import { clockText } from '../network/location-draft.ts';
import { text } from './messages.ts';

export function leadTimeText({ leadTimeDays, leadTimeSdDays }: Supplier): string {
  return text.days(formatCount(leadTimeDays), formatCount(leadTimeSdDays));
}

export function weekdaysText(weekdays: readonly number[]): string {
  return weekdays.length === 0 ? text.anyDay : weekdays.map((day) => nameOfWeekday(day).slice(0, 3)).join(', ');
}

export function SupplierFacts({ supplier }: { readonly supplier: Supplier }) {
  return (
    <Facts
      facts={[
        [text.fields.code, supplier.code],
        [text.transport, text.transports[supplier.transport]],
        ...(supplier.orderUrl === null ? [] : [[text.fields.orderUrl, supplier.orderUrl] as const]),
        ...(supplier.orderEmails.length === 0
          ? []
          : [[text.fields.orderEmails, supplier.orderEmails.join(', ')] as const]),
        [text.leadTime, leadTimeText(supplier)],
        [text.orderDays, weekdaysText(supplier.orderWeekdays)],
        [text.deliveryDays, weekdaysText(supplier.deliveryWeekdays)],
        [text.cutoff, `${clockText(supplier.cutoffMinutes)} (${supplier.timeZone})`],
        [text.minimum, formatPrice(supplier.minimumOrderMicro, supplier.currency)],
        ...(supplier.note === '' ? [] : [[text.fields.note, supplier.note] as const]),
      ]}
    />
  );
}
