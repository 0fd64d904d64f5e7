import type { SupplierOrderMessage } from '@barrow/contracts';

/** An order of two lines for tests: 12 soaps and 2.5 kg of salt. */
export function orderMessage(change: Partial<SupplierOrderMessage> = {}): SupplierOrderMessage {
  return {
    schemaVersion: 1,
    orderId: '0195a1b2-0000-7000-8000-000000001007',
    number: 'PO-1007',
    organisationName: 'Fern & Field',
    shipTo: { code: 'L01', name: 'Fern & Field Mitte', address: 'Torstr. 1\n10119 Berlin' },
    currency: 'EUR',
    requestedDeliveryDay: '2026-03-04',
    lines: [
      {
        lineNo: 1,
        supplierItemCode: 'SOAP-01',
        itemName: 'Soap, lavender',
        gtin: '4006381333931',
        qtyMilli: 12_000,
        unit: 'each',
        unitCostMicro: 1_255_000,
      },
      {
        lineNo: 2,
        supplierItemCode: 'SALT-09',
        itemName: 'Bath salt',
        qtyMilli: 2500,
        unit: 'kg',
        unitCostMicro: 8_400_000,
      },
    ],
    ...change,
  };
}
