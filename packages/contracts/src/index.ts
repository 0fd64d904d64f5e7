export * from './primitive.ts';
export * from './sale.ts';
