import type { Actor } from '../../platform/action.ts';
import type { NewEvent } from '../../platform/event-log.ts';

/** Who changes orders, when, and where what happened is told. An action's context is one. */
export type OrderActor = {
  readonly actor: Actor;
  nowMs(): number;
  /** Appends to the event log in the transaction of the change. */
  emit(event: NewEvent): void;
};
