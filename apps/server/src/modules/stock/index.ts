export { stockActions } from './actions.ts';
export { stockAlarms } from './alarms.ts';
export { postDocument, type DocumentKind } from './documents.ts';
export { setMinimums } from './minimums.ts';
export { sweepReservations } from './sweep-reservations.ts';
export { receiveTransfer, requestTransfer, shipTransfer } from './transfers.ts';
export { isPosted, movesOfSources } from './moves.ts';
export { postStock, type Booking, type StockDraft, type StockMove } from './post-stock.ts';
export { endReservations, reserve } from './reservations.ts';
