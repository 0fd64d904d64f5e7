export { draftOrders, type NewOrder, type NewOrderLine } from './draft-orders.ts';
export type { OrderActor } from './order-actor.ts';
export { quantityOnOrder, type OnOrder } from './quantity-on-order.ts';
export { readSuppliersFor, readSupplyTerms, type SupplierTerms, type SupplyTerm } from './terms.ts';
