import { doubtAction } from './doubt-action.ts';
import { documentActions } from './document-actions.ts';
import { readActions } from './read-actions.ts';
import { reservationActions } from './reservation-actions.ts';
import { transferActions } from './transfer-actions.ts';
import type { RegisteredAction } from '../../platform/action.ts';

export const stockActions: readonly RegisteredAction[] = [
  ...readActions,
  doubtAction,
  ...documentActions,
  ...reservationActions,
  ...transferActions,
];
