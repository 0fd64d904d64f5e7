export * from './primitive.ts';
export * from './sale.ts';
export * from './error-codes.ts';
export * from './roles.ts';
export * from './supplier-order.ts';
export * from './location.ts';
export * from './item.ts';
