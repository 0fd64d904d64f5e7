export * from './allocate-payments.ts';
export * from './basket-discount.ts';
export * from './cash-rounding.ts';
export * from './decide-refund.ts';
export * from './price-sale.ts';
export * from './priced-sale.ts';
export * from './tax.ts';
