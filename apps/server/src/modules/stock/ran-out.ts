import type { NewEvent } from '../../platform/event-log.ts';
import type { StockMove } from './post-stock.ts';

/** Tells of each item that these moves took to nothing, or below, where there was some before. */
export function ranOutEvents(moves: readonly StockMove[]): NewEvent[] {
  return moves
    .filter(
      ({ onHandAfterMilli, onHandDeltaMilli }) => onHandAfterMilli <= 0 && onHandAfterMilli - onHandDeltaMilli > 0,
    )
    .map(({ locationId, itemId, onHandAfterMilli, payload: { sourceId, occurredAt } }) => ({
      type: 'stock.item.ran-out',
      subjectId: itemId,
      locationId,
      occurredAt,
      data: { itemId, locationId, onHandMilli: onHandAfterMilli, sourceId },
    }));
}
