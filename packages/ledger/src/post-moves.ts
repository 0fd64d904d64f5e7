import { assert } from '@barrow/kernel';
import { lossRoutes, routes, type Route } from './account.ts';
import { BalanceBook, type BalanceRow, type OpenBalance } from './balance.ts';
import { transitLocation, type MoveDraft, type PostedMove } from './move.ts';
import { issue, receive, safe, takeBack, type Valuation } from './value-move.ts';

export type Posting<Payload> = {
  /** In posting order; a cost difference stands right after the move that caused it. */
  readonly moves: readonly PostedMove<Payload>[];
  /** The new balance of every key that a move touched, in order of first touch. */
  readonly balances: readonly BalanceRow[];
};

const noValue: Valuation = { valueMicro: 0, unitCostMicro: 0, differenceMicro: 0 };

/**
 * Posts an ordered list of moves to the balances they concern: finds accounts and values, and the new balances.
 * Pure: the same input gives the same output, and a list cut in two gives the same as in one.
 *
 * Callers ensure that `balances` holds every stored balance of a (location, item) that a draft names, transfers' counter-locations
 * included (a missing one counts as empty), and that drafts went through a schema: integers, costs not negative.
 * A draft that no route fits is a bug and throws.
 *
 * Guarantees, each with a property test:
 * - LED-1 sums over accounts are zero for every item; what the accounts on_hand and in_transit hold is what the balances say
 * - LED-2 the on-hand is the sum of the deltas
 * - LED-3 the value is the sum of the moves' values
 * - LED-4 nothing on hand is worth nothing; the sign of the value is never against the sign of the on-hand
 * - LED-5 the same input gives the same output, and the input stays as it was
 * - LED-6 a batch cut anywhere gives the same moves and balances
 * - LED-7 a move changes the on-hand of its location and item only
 * - LED-8 `recomputeBalances` of the moves gives the balances
 * - LED-9 goods that settle a negative stock leave the rest on hand at their own cost
 */
export function postMoves<Payload>(
  balances: Iterable<BalanceRow>,
  drafts: readonly MoveDraft<Payload>[],
): Posting<Payload> {
  const before = new BalanceBook();
  for (const row of balances) Object.assign(before.open(row.locationId, row.itemId), pickBalance(row));
  const touched = new Set<OpenBalance>();
  const moves: PostedMove<Payload>[] = [];
  for (let index = 0; index < drafts.length; index += 1) {
    const draft = drafts[index]!;
    const balance = before.open(draft.locationId, draft.itemId);
    touched.add(balance);
    const valuation = applyOnHand(balance, draft);
    const move = postedMove(draft, index, balance, valuation);
    moves.push(move);
    applyTransit(before, touched, move);
    if (valuation.differenceMicro !== 0) moves.push(differenceMove(move, valuation.differenceMicro));
  }
  return { moves, balances: Array.from(touched, pickRow) };
}

function applyOnHand<Payload>(balance: OpenBalance, draft: MoveDraft<Payload>): Valuation {
  const delta = draft.onHandDeltaMilli;
  if (delta < 0) return issue(balance, -delta);
  const cost = draft.unitCostMicro;
  if (delta === 0) return noValue;
  return cost === undefined || cost === null ? takeBack(balance, delta) : receive(balance, delta, cost);
}

function applyTransit<Payload>(book: BalanceBook, touched: Set<OpenBalance>, move: PostedMove<Payload>): void {
  const sign = move.toAccount === 'in_transit' ? 1 : move.fromAccount === 'in_transit' ? -1 : 0;
  if (sign === 0) return;
  const balance = book.open(transitLocation(move), move.itemId);
  balance.inTransitMilli = safe(balance.inTransitMilli + sign * move.qtyMilli);
  touched.add(balance);
}

function postedMove<Payload>(
  draft: MoveDraft<Payload>,
  draftIndex: number,
  balance: OpenBalance,
  valuation: Valuation,
): PostedMove<Payload> {
  const delta = draft.onHandDeltaMilli;
  const isLoss = draft.kind === 'transfer_loss' && delta === 0;
  const lostMilli = isLoss ? (draft.lostMilli ?? 0) : 0;
  const route = isLoss ? lossRoutes[lostMilli < 0 ? 'found' : 'lost'] : routeOf(draft.kind, delta);
  const counterLocationId = draft.counterLocationId ?? null;
  assert(
    isLoss || counterLocationId !== null || (route.from !== 'in_transit' && route.to !== 'in_transit'),
    `a ${draft.kind} names its counter-location`,
  );
  return {
    locationId: draft.locationId,
    itemId: draft.itemId,
    kind: draft.kind,
    fromAccount: route.from,
    toAccount: route.to,
    qtyMilli: Math.abs(isLoss ? lostMilli : delta),
    onHandDeltaMilli: delta,
    counterLocationId,
    unitCostMicro: delta === 0 ? (draft.unitCostMicro ?? balance.averageCostMicro) : valuation.unitCostMicro,
    valueMicro: valuation.valueMicro,
    onHandAfterMilli: balance.onHandMilli,
    draftIndex,
    payload: draft.payload,
  };
}

/** Moves value and no goods, so that earlier moves keep the cost they were posted with. */
function differenceMove<Payload>(cause: PostedMove<Payload>, differenceMicro: number): PostedMove<Payload> {
  const route = routeOf('cost_difference', differenceMicro);
  return {
    locationId: cause.locationId,
    itemId: cause.itemId,
    kind: 'cost_difference',
    fromAccount: route.from,
    toAccount: route.to,
    qtyMilli: 0,
    onHandDeltaMilli: 0,
    counterLocationId: null,
    unitCostMicro: cause.unitCostMicro,
    valueMicro: differenceMicro,
    onHandAfterMilli: cause.onHandAfterMilli,
    draftIndex: cause.draftIndex,
    payload: cause.payload,
  };
}

function routeOf(kind: PostedMove['kind'], signed: number): Route {
  const { up, down } = routes[kind];
  const route = signed < 0 ? down : signed > 0 ? up : (up ?? down);
  assert(route !== undefined, `a ${kind} cannot change the on-hand by ${signed}`);
  return route;
}

function pickBalance(row: BalanceRow): Omit<BalanceRow, 'locationId' | 'itemId'> {
  const { onHandMilli, valueMicro, averageCostMicro, inTransitMilli } = row;
  return { onHandMilli, valueMicro, averageCostMicro, inTransitMilli };
}

function pickRow(open: OpenBalance): BalanceRow {
  return { ...open };
}
