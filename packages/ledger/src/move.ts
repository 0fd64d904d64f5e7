import type { Account, MoveKind } from './account.ts';

/**
 * A move to be posted. `Payload` is the caller's own (ids, times, reasons): it is handed back untouched.
 * - `onHandDeltaMilli`: signed change of the on-hand of `locationId`, thousandths.
 * - `unitCostMicro`: cost of one unit, not negative; for what comes in (`receipt`, `opening`, `transfer_in`, and a `void` that
 *   gives back goods at the cost they were issued at). Without it goods come in at the average. Ignored for what goes out.
 * - `counterLocationId`: the other end of a transfer: for `transfer_out` the receiver, for `transfer_in` the sender, for a
 *   `transfer_loss` that goes back to the sender the receiver that never got it. Transfers must name it, except for a loss to waste.
 * - `lostMilli`: only for a `transfer_loss` with `onHandDeltaMilli` 0: what was on the way to `locationId` and is lost;
 *   negative when more arrived than was sent.
 * `cost_difference` is posted by the ledger alone and is no draft.
 */
export type MoveDraft<Payload = undefined> = {
  readonly locationId: string;
  readonly itemId: string;
  readonly kind: Exclude<MoveKind, 'cost_difference'>;
  readonly onHandDeltaMilli: number;
  readonly unitCostMicro?: number | null | undefined;
  readonly counterLocationId?: string | null | undefined;
  readonly lostMilli?: number | undefined;
  readonly payload: Payload;
};

/** What a stored move must hold for balances to be derived from it. */
export type StoredMove = {
  readonly locationId: string;
  readonly itemId: string;
  readonly kind: MoveKind;
  readonly fromAccount: Account;
  readonly toAccount: Account;
  /** Thousandths that went from one account to the other, never negative. */
  readonly qtyMilli: number;
  /** Signed change of the on-hand of `locationId`, thousandths. */
  readonly onHandDeltaMilli: number;
  readonly counterLocationId: string | null;
  /** Cost of one unit of this move. For an issue that empties two layers it is their mean, rounded. */
  readonly unitCostMicro: number;
  /** Signed effect on the value of the on-hand of `locationId`. Exact: values add up, unit costs are rounded. */
  readonly valueMicro: number;
};

export type PostedMove<Payload = undefined> = StoredMove & {
  /** The on-hand of the location after this move: below zero it calls for a count. */
  readonly onHandAfterMilli: number;
  /** Which draft it came from; a cost difference names the draft that caused it. */
  readonly draftIndex: number;
  readonly payload: Payload;
};

/**
 * The location whose in-transit a move changes. In transit is always of the location that will receive: for a transfer
 * that touches the sender's on-hand (sent, or come back) it is the counter-location, else the move's own.
 */
export function transitLocation(
  move: Pick<StoredMove, 'kind' | 'locationId' | 'counterLocationId' | 'onHandDeltaMilli'>,
): string {
  const atSender = move.kind === 'transfer_out' || (move.kind === 'transfer_loss' && move.onHandDeltaMilli !== 0);
  return atSender && move.counterLocationId !== null ? move.counterLocationId : move.locationId;
}
