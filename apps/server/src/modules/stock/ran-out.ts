import type { NewEvent } from '../../platform/event-log.ts';
import type { StockMove } from './post-stock.ts';

/** The moves that took an item to nothing, or below, where there was some before. */
export function ranOut(moves: readonly StockMove[]): StockMove[] {
  return moves.filter(
    ({ onHandAfterMilli, onHandDeltaMilli }) => onHandAfterMilli <= 0 && onHandAfterMilli - onHandDeltaMilli > 0,
  );
}

/** Tells of such a move. */
export function ranOutEvent({ locationId, itemId, onHandAfterMilli, payload }: StockMove): NewEvent {
  return {
    type: 'stock.item.ran-out',
    subjectId: itemId,
    locationId,
    occurredAt: payload.occurredAt,
    data: { itemId, locationId, onHandMilli: onHandAfterMilli, sourceId: payload.sourceId },
  };
}
