import { refusal, success, type Outcome } from '@barrow/kernel';

/** What of a payment counts here; a `PaymentInput` is one, and what else it holds is kept. */
export type Tender = { readonly method: string; readonly amountMinor: number };

export type Settlement<Payment extends Tender> = {
  /** What was paid less the change, as a sale stores it: adds up to the total. */
  readonly payments: readonly Payment[];
  /** To be given back in cash, minor units, not negative. */
  readonly changeMinor: number;
};

/**
 * Settles a total with what the customer handed over. Change is cash and comes out of cash: a card or voucher over the total is
 * refused, as is cash that would come back in full. `differenceMinor` says how much is missing or too much.
 * Money paid back (a total below zero) has negative payments and must match exactly.
 */
export function allocatePayments<Payment extends Tender>(
  totalMinor: number,
  tendered: readonly Payment[],
): Outcome<Settlement<Payment>, 'underpaid' | 'overpaid', { readonly differenceMinor: number }> {
  const paidMinor = tendered.reduce((sum, payment) => sum + payment.amountMinor, 0);
  const changeMinor = paidMinor - totalMinor;
  if (changeMinor < 0) return refusal('underpaid', { differenceMinor: -changeMinor });
  let toGiveBack = changeMinor;
  const payments: Payment[] = [];
  for (const payment of tendered.toReversed()) {
    const back = payment.method === 'cash' ? Math.min(Math.max(payment.amountMinor, 0), toGiveBack) : 0;
    toGiveBack -= back;
    const amountMinor = payment.amountMinor - back;
    if (amountMinor !== 0) payments.unshift(back === 0 ? payment : { ...payment, amountMinor });
  }
  if (toGiveBack > 0) return refusal('overpaid', { differenceMinor: toGiveBack });
  return success({ payments, changeMinor });
}
