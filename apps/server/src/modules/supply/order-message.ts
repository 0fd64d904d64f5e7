import { must } from '@barrow/kernel';
import { supplierOrderSchemaVersion, type SupplierOrderMessage } from '@barrow/contracts';
import type { Tx } from '../../platform/postgres.ts';
import { readItems } from '../catalogue/index.ts';
import { readLocation } from '../network/index.ts';
import type { LockedOrder } from './order-rows.ts';

export type MessageOptions = {
  /** The address of this installation, without a slash at its end. */
  readonly apiUrl: string;
  readonly organisationName: (tx: Tx) => Promise<string>;
};

/** The order as its supplier gets it. Fixed when the order is placed: an idempotency key repeats its content. */
export async function buildOrderMessage(
  tx: Tx,
  { apiUrl, organisationName }: MessageOptions,
  order: LockedOrder,
): Promise<SupplierOrderMessage> {
  const { head, state, lines } = order;
  const location = await readLocation(tx, head.locationId);
  const items = await readItems(
    tx,
    [...lines.values()].map((line) => line.itemId),
  );
  const address = `${apiUrl}/purchase-orders/${head.orderId}`;
  return {
    schemaVersion: supplierOrderSchemaVersion,
    orderId: head.orderId,
    number: head.number,
    organisationName: await organisationName(tx),
    shipTo: { code: location.code, name: location.name, address: location.address },
    currency: head.currency,
    requestedDeliveryDay: head.requestedDay,
    lines: state.lines.map(({ lineNo, qtyMilli }) => {
      const line = must(lines.get(lineNo), 'a line of the order');
      const item = must(items.get(line.itemId), 'the item of an order line');
      const [gtin] = item.gtins;
      return {
        lineNo,
        supplierItemCode: line.supplierItemCode,
        itemName: item.name,
        ...(gtin === undefined ? {} : { gtin }),
        qtyMilli,
        unit: item.unit,
        unitCostMicro: line.unitCostMicro,
      };
    }),
    callbackUrl: `${address}/acknowledgement`,
    dispatchAdviceUrl: `${address}/advices`,
  };
}
