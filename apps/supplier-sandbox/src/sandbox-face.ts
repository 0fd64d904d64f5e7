import type { SupplierAcknowledgement, SupplierDispatchAdvice, SupplierOrderMessage } from '@barrow/contracts';
import type { Behaviour, BehaviourChange } from './behaviour.ts';
import type { Posted } from './order-book.ts';

/** An order as `GET /control/orders` tells it. */
export type SandboxOrder = {
  readonly supplier: string;
  readonly idempotencyKey: string;
  readonly receivedAt: string;
  readonly signed: boolean;
  readonly mode: string;
  readonly attempts: number;
  readonly answerStatus: number;
  readonly order: SupplierOrderMessage;
  readonly acknowledgement: SupplierAcknowledgement | null;
  readonly advices: readonly SupplierDispatchAdvice[];
  readonly posted: readonly Posted[];
};

export type SupplierSandbox = {
  /** Starts to listen and gives the address, such as `http://127.0.0.1:40123`. Port 0 takes a free one. */
  readonly listen: (options?: { readonly port?: number; readonly host?: string }) => Promise<string>;
  readonly setBehaviour: (change: BehaviourChange) => void;
  readonly behaviours: () => Readonly<Record<string, Behaviour>>;
  readonly orders: () => SandboxOrder[];
  /** Sends the goods of an order at once. False when it is unknown. */
  readonly dispatch: (orderId: string) => Promise<boolean>;
  readonly forget: () => void;
  /** Drops what was to come and ends held answers. */
  readonly close: () => Promise<void>;
};
