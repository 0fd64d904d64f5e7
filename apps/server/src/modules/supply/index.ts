import type { ActionContext, RegisteredAction } from '../../platform/action.ts';
import type { Sealer } from '../../platform/crypto.ts';
import type { Egress } from '../../platform/egress.ts';
import type { Logger } from '../../platform/logger.ts';
import type { MailerOf } from '../../platform/mail.ts';
import type { Database, Tx } from '../../platform/postgres.ts';
import type { SupplierInput } from '@barrow/contracts';
import { answerActions } from './answer-actions.ts';
import { decideActions } from './decide-actions.ts';
import { supplyCsvActions } from './csv-actions.ts';
import { createDispatcher, type DispatchLimits } from './dispatcher.ts';
import { draftActions } from './draft-actions.ts';
import { orderReadActions } from './order-read-actions.ts';
import { supplierActions } from './supplier-actions.ts';
import { supplierItemActions } from './supplier-item-actions.ts';
import { placeDrafts } from './place-drafts.ts';
import { saveSuppliers } from './suppliers.ts';
import { sweepLateOrders } from './sweep-late-orders.ts';
import { createEmailTransport } from './transports/email-transport.ts';
import { createHttpTransport } from './transports/http-transport.ts';
import { createOrderTransport } from './transports/order-transport.ts';

export { draftOrders, type NewOrder } from './draft-orders.ts';
export { quantityOnOrder } from './quantity-on-order.ts';
export { sweepLateOrders };
export { readSuppliersFor, readSupplyTerms, type SupplierTerms, type SupplyTerm } from './terms.ts';

export type SupplyDeps = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly egress: Pick<Egress, 'fetchGuarded'>;
  /** Undefined while there is no mail server for an organisation: its mailed orders wait. */
  readonly mailerOf: MailerOf;
  readonly nowMs: () => number;
  readonly onCommit: () => void;
  readonly log: Logger;
  /** Where suppliers answer: the address of this installation's API. */
  readonly apiUrl: string;
  readonly organisationName: (tx: Tx) => Promise<string>;
  readonly limits?: Partial<DispatchLimits>;
};

export type Supply = {
  readonly actions: readonly RegisteredAction[];
  /** Begins to send what is due; answers how many attempts were begun. */
  readonly sweepDispatches: () => Promise<number>;
  /** Raises tasks for orders whose day has passed; answers how many. */
  readonly sweepLateOrders: () => Promise<number>;
  /** Resolves once no attempt of this process is running, or after `patienceMs` (5 s unless told). */
  readonly idle: (patienceMs?: number) => Promise<void>;
  /** Approves drafts and hands them to their suppliers. Callers ensure the permissions. */
  placeDrafts(ctx: ActionContext, orderIds: readonly string[]): Promise<void>;
  /** Stores suppliers, new or changed; each bad one is reported. */
  readonly saveSuppliers: (tx: Tx, inputs: readonly SupplierInput[]) => ReturnType<typeof saveSuppliers>;
};

export function createSupply(deps: SupplyDeps): Supply {
  const { database, sealer, nowMs, onCommit, limits } = deps;
  const transport = createOrderTransport({
    http: createHttpTransport({ egress: deps.egress, nowMs }),
    email: createEmailTransport({ mailerOf: deps.mailerOf, nowMs }),
  });
  const dispatcher = createDispatcher({
    database,
    sealer,
    transport,
    nowMs,
    random: Math.random,
    onCommit,
    log: deps.log,
    ...(limits === undefined ? {} : { limits }),
  });
  return {
    actions: [
      ...supplierActions(sealer),
      ...supplierItemActions,
      ...supplyCsvActions(sealer),
      ...orderReadActions,
      ...draftActions,
      ...decideActions({ apiUrl: deps.apiUrl, organisationName: deps.organisationName }),
      ...answerActions,
    ],
    sweepDispatches: dispatcher.sweep,
    sweepLateOrders: () => sweepLateOrders(database, nowMs, onCommit),
    idle: dispatcher.idle,
    placeDrafts: (ctx, orderIds) =>
      placeDrafts(ctx, { apiUrl: deps.apiUrl, organisationName: deps.organisationName }, orderIds),
    saveSuppliers: (tx, inputs) => saveSuppliers(tx, sealer, inputs),
  };
}
