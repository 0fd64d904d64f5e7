import { createHash } from 'node:crypto';
import type {
  SupplierAcknowledgement,
  SupplierDispatchAdvice,
  SupplierOrderLine,
  SupplierOrderMessage,
} from '@barrow/contracts';
import { addDays } from '@barrow/kernel';
import type { Behaviour } from './behaviour.ts';

const defaultShortShare = 0.5;
const defaultOverShare = 1.2;

/** What the supplier says to an order. The same seed, order and behaviour give the same answer on every machine. */
export function decideAcknowledgement(
  order: SupplierOrderMessage,
  behaviour: Behaviour,
  seed: string,
): SupplierAcknowledgement {
  const { orderId } = order;
  const reference = `S-${fingerprint(seed, orderId)}`;
  if (behaviour.mode === 'refuse') {
    return {
      orderId,
      status: 'refused',
      reference,
      lines: [],
      reason: behaviour.reason ?? 'We cannot deliver this order',
    };
  }
  const expectedDay = addDays(order.requestedDeliveryDay, behaviour.lateDays ?? 0);
  const announced = behaviour.announce ?? true;
  const lines = order.lines.map((line) => {
    const confirmedQtyMilli = announced ? shippedQtyMilli(line, behaviour) : line.qtyMilli;
    const isShort = confirmedQtyMilli < line.qtyMilli;
    return {
      lineNo: line.lineNo,
      confirmedQtyMilli,
      ...(isShort ? { reason: behaviour.reason ?? 'Not enough in stock' } : {}),
    };
  });
  const isPartly = lines.some(({ reason }) => reason !== undefined);
  return { orderId, status: isPartly ? 'partly' : 'accepted', reference, expectedDay, lines };
}

/** What the supplier sends, once, or undefined when it sends nothing. Arrives on the day that the acknowledgement expects. */
export function decideDispatch(
  order: SupplierOrderMessage,
  behaviour: Behaviour,
  seed: string,
): SupplierDispatchAdvice | undefined {
  if (behaviour.mode === 'refuse') return undefined;
  return {
    orderId: order.orderId,
    deliveryReference: `D-${fingerprint(seed, order.orderId)}`,
    day: addDays(order.requestedDeliveryDay, behaviour.lateDays ?? 0),
    lines: order.lines.map((line) => ({ lineNo: line.lineNo, shippedQtyMilli: shippedQtyMilli(line, behaviour) })),
  };
}

/** Thousandths of the unit that go out for a line: whole units for a line that was ordered in whole units, rounded down. */
function shippedQtyMilli(line: SupplierOrderLine, behaviour: Behaviour): number {
  const step = line.qtyMilli % 1000 === 0 ? 1000 : 1;
  const scaled = (share: number) => Math.floor((line.qtyMilli * Math.round(share * 1000)) / 1000 / step) * step;
  switch (behaviour.mode) {
    case 'short-ship':
      return scaled(behaviour.shortShare ?? defaultShortShare);
    case 'over-ship':
      return Math.max(line.qtyMilli + step, scaled(behaviour.overShare ?? defaultOverShare));
    default:
      return line.qtyMilli;
  }
}

function fingerprint(seed: string, orderId: string): string {
  return createHash('sha256').update(`${seed}\n${orderId.toLowerCase()}`).digest('hex').slice(0, 10).toUpperCase();
}
