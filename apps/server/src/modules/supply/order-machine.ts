import type { OrderDelivery, PurchaseOrderStatus, SupplierAcknowledgement } from '@barrow/contracts';
import { refusal, success, unreachable, type Outcome } from '@barrow/kernel';

/** A line as the machine sees it; quantities in thousandths. */
export type OrderLineState = {
  readonly lineNo: number;
  readonly qtyMilli: number;
  /** What the supplier confirmed; null until it said so. */
  readonly confirmedMilli: number | null;
  readonly advisedMilli: number;
  readonly receivedMilli: number;
  readonly damagedMilli: number;
  /** What the supplier said of the line. */
  readonly reason: string | null;
};

export type OrderState = {
  readonly status: PurchaseOrderStatus;
  readonly delivery: OrderDelivery;
  /** How often it was placed with new content; the idempotency key of its message is one of a series. */
  readonly series: number;
  readonly newSeries: boolean;
  readonly reference: string | null;
  readonly expectedDay: string | null;
  readonly refusal: string | null;
  readonly lines: readonly OrderLineState[];
};

type Received = { readonly lineNo: number; readonly receivedMilli: number; readonly damagedMilli: number };
type Shipped = { readonly lineNo: number; readonly shippedQtyMilli: number };
type Acknowledgement = Omit<SupplierAcknowledgement, 'orderId'>;

export type OrderCommand =
  | { readonly kind: 'change'; readonly lines: readonly { readonly lineNo: number; readonly qtyMilli: number }[] }
  | { readonly kind: 'approve' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'place'; readonly byHand: boolean }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'undelivered'; readonly reason: string }
  | { readonly kind: 'acknowledge'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'advise'; readonly day: string; readonly lines: readonly Shipped[] }
  | { readonly kind: 'receive'; readonly lines: readonly Received[] }
  | { readonly kind: 'close' }
  | { readonly kind: 'cancel' };

export type OrderEvent =
  | { readonly kind: 'changed'; readonly lines: readonly { readonly lineNo: number; readonly qtyMilli: number }[] }
  | { readonly kind: 'approved' | 'reopened' | 'delivered' | 'closed' | 'cancelled' }
  | { readonly kind: 'placed'; readonly byHand: boolean }
  | { readonly kind: 'undelivered'; readonly reason: string }
  | { readonly kind: 'acknowledged'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'refused'; readonly reason: string; readonly reference: string | null }
  | { readonly kind: 'advised'; readonly day: string; readonly lines: readonly Shipped[] }
  | { readonly kind: 'received'; readonly lines: readonly Received[] };

/** `state`: not possible now. `line`: a line that the order does not have, or that comes twice; `detail` is its place in the command. */
export type OrderDecision = Outcome<readonly OrderEvent[], 'state'> | Outcome<readonly OrderEvent[], 'line', number>;

/** Goods may come, and the supplier may speak, while it has the order; also when we gave up telling it, since a message may have arrived. */
function isWithSupplier(state: OrderState): boolean {
  switch (state.status) {
    case 'sent':
    case 'acknowledged':
    case 'part-received':
    case 'received':
      return true;
    case 'approved':
      return state.delivery === 'failed';
    case 'draft':
    case 'closed':
    case 'cancelled':
      return false;
    default:
      return unreachable(state.status);
  }
}

const wentFurther: readonly PurchaseOrderStatus[] = ['acknowledged', 'part-received', 'received'];
const noEvents: readonly OrderEvent[] = [];

/**
 * Decides what a command does to an order. Pure. What a supplier or a transport repeats changes nothing and is no error, since
 * messages come more than once; what a person asks for must be possible now.
 */
export function decideOrder(state: OrderState, command: OrderCommand): OrderDecision {
  const { status } = state;
  const when = (allowed: boolean, event: OrderEvent): OrderDecision => (allowed ? success([event]) : refusal('state'));
  switch (command.kind) {
    case 'change':
      return when(status === 'draft', { kind: 'changed', lines: command.lines });
    case 'approve':
      return when(status === 'draft', { kind: 'approved' });
    case 'reopen':
      return when(status === 'approved', { kind: 'reopened' });
    case 'place':
      return when(status === 'approved', { kind: 'placed', byHand: command.byHand });
    case 'delivered':
      return success(
        (status === 'sent' || wentFurther.includes(status)) && state.delivery !== 'delivered'
          ? [{ kind: 'delivered' }]
          : noEvents,
      );
    case 'undelivered':
      return success(status === 'sent' ? [{ kind: 'undelivered', reason: command.reason }] : noEvents);
    case 'acknowledge':
      return decideAcknowledgement(state, command.acknowledgement);
    case 'advise':
      return onLines(state, command.lines, { kind: 'advised', day: command.day, lines: command.lines });
    case 'receive':
      return onLines(state, command.lines, { kind: 'received', lines: command.lines });
    case 'close':
      return when(status === 'sent' || wentFurther.includes(status), { kind: 'closed' });
    case 'cancel':
      return when(['draft', 'approved', 'sent', 'acknowledged'].includes(status), { kind: 'cancelled' });
    default:
      return unreachable(command);
  }
}

/** The place of the first line that the order does not have, or that comes twice. */
function strangeLine(state: OrderState, lines: readonly { readonly lineNo: number }[]): number {
  const known = new Set(state.lines.map((line) => line.lineNo));
  return lines.findIndex((line) => !known.delete(line.lineNo));
}

function onLines(state: OrderState, lines: readonly { readonly lineNo: number }[], event: OrderEvent): OrderDecision {
  if (!isWithSupplier(state)) return refusal('state');
  const strange = strangeLine(state, lines);
  return strange >= 0 ? refusal('line', strange) : success([event]);
}

function decideAcknowledgement(state: OrderState, acknowledgement: Acknowledgement): OrderDecision {
  const reason = acknowledgement.reason ?? 'The supplier gave no reason';
  if (acknowledgement.status === 'refused') {
    if (state.status === 'draft' && state.refusal === reason) return success(noEvents);
    if (!isWithSupplier(state) || state.status === 'part-received' || state.status === 'received')
      return refusal('state');
    return success([{ kind: 'refused', reason, reference: acknowledgement.reference ?? null }]);
  }
  if (!isWithSupplier(state)) return refusal('state');
  const strange = strangeLine(state, acknowledgement.lines);
  if (strange >= 0) return refusal('line', strange);
  const event: OrderEvent = { kind: 'acknowledged', acknowledgement };
  return success(isSame(evolveOrder(state, event), state) ? noEvents : [event]);
}

function isSame(after: OrderState, before: OrderState): boolean {
  return (
    after.status === before.status &&
    after.reference === before.reference &&
    after.expectedDay === before.expectedDay &&
    after.lines.every((line, index) => {
      const earlier = before.lines[index];
      return line.confirmedMilli === earlier?.confirmedMilli && line.reason === earlier.reason;
    })
  );
}

/** What is still to come of a line: confirmed, else ordered, less received. */
export function outstandingMilli(line: Omit<OrderLineState, 'reason'>): number {
  return Math.max(0, (line.confirmedMilli ?? line.qtyMilli) - line.receivedMilli);
}

function afterGoods(lines: readonly OrderLineState[]): PurchaseOrderStatus {
  return lines.every((line) => outstandingMilli(line) === 0) ? 'received' : 'part-received';
}

/** The order after an event. Callers ensure that `decideOrder` gave it. */
export function evolveOrder(state: OrderState, event: OrderEvent): OrderState {
  switch (event.kind) {
    case 'changed': {
      const lines = event.lines.map((line) => ({
        ...line,
        confirmedMilli: null,
        advisedMilli: 0,
        receivedMilli: 0,
        damagedMilli: 0,
        reason: null,
      }));
      return { ...state, newSeries: true, lines };
    }
    case 'approved':
      return { ...state, status: 'approved' };
    case 'reopened':
      return { ...state, status: 'draft' };
    case 'placed': {
      const series = state.newSeries ? state.series + 1 : state.series;
      const delivery = event.byHand ? 'none' : 'waiting';
      return { ...state, status: 'sent', delivery, series, newSeries: false, refusal: null };
    }
    case 'delivered':
      return { ...state, delivery: 'delivered' };
    case 'undelivered':
      return { ...state, status: 'approved', delivery: 'failed', refusal: event.reason };
    case 'acknowledged':
      return acknowledged(state, event.acknowledgement);
    case 'refused': {
      const lines = state.lines.map((line) => ({ ...line, confirmedMilli: null, reason: null }));
      const { reason, reference } = event;
      const delivery = provenDelivery(state);
      return {
        ...state,
        status: 'draft',
        delivery,
        newSeries: true,
        refusal: reason,
        reference,
        expectedDay: null,
        lines,
      };
    }
    case 'advised': {
      const shipped = new Map(event.lines.map((line) => [line.lineNo, line.shippedQtyMilli]));
      const lines = state.lines.map((line) => ({
        ...line,
        advisedMilli: line.advisedMilli + (shipped.get(line.lineNo) ?? 0),
      }));
      const status = state.status === 'approved' ? 'sent' : state.status;
      return { ...state, status, delivery: provenDelivery(state), expectedDay: event.day, refusal: null, lines };
    }
    case 'received': {
      const came = new Map(event.lines.map((line) => [line.lineNo, line]));
      const lines = state.lines.map((line) => ({
        ...line,
        receivedMilli: line.receivedMilli + (came.get(line.lineNo)?.receivedMilli ?? 0),
        damagedMilli: line.damagedMilli + (came.get(line.lineNo)?.damagedMilli ?? 0),
      }));
      return { ...state, status: afterGoods(lines), delivery: provenDelivery(state), refusal: null, lines };
    }
    case 'closed':
      return { ...state, status: 'closed' };
    case 'cancelled':
      return { ...state, status: 'cancelled' };
    default:
      return unreachable(event);
  }
}

/** An answer, and goods, prove that a message arrived, whatever became of our attempts. */
function provenDelivery(state: OrderState): OrderDelivery {
  return state.delivery === 'none' ? 'none' : 'delivered';
}

/** A line that is not mentioned is confirmed as ordered. */
function acknowledged(state: OrderState, acknowledgement: Acknowledgement): OrderState {
  const said = new Map(acknowledgement.lines.map((line) => [line.lineNo, line]));
  const lines = state.lines.map((line) => ({
    ...line,
    confirmedMilli: said.get(line.lineNo)?.confirmedQtyMilli ?? line.qtyMilli,
    reason: said.get(line.lineNo)?.reason ?? null,
  }));
  const goodsCame = state.status === 'part-received' || state.status === 'received';
  return {
    ...state,
    status: goodsCame ? afterGoods(lines) : 'acknowledged',
    delivery: provenDelivery(state),
    reference: acknowledgement.reference ?? state.reference,
    expectedDay: acknowledgement.expectedDay ?? state.expectedDay,
    refusal: null,
    lines,
  };
}
