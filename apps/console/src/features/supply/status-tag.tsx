import type { PurchaseOrderStatus } from '@barrow/contracts';
import { Tag, type Tone } from '../../parts/tag.tsx';
import { text } from './messages.ts';

const tones: Readonly<Record<PurchaseOrderStatus, Tone>> = {
  draft: 'info',
  approved: 'info',
  sent: 'warn',
  acknowledged: 'warn',
  'part-received': 'warn',
  received: 'good',
  closed: 'plain',
  cancelled: 'plain',
};

export function OrderStatusTag({ status }: { readonly status: PurchaseOrderStatus }) {
  return <Tag tone={tones[status]}>{text.statuses[status]}</Tag>;
}
