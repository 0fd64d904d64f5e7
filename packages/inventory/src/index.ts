export * from './explain-order.ts';
export * from './meet-order-minimum.ts';
export * from './order-explanation.ts';
export * from './order-quantity.ts';
export * from './order-target.ts';
export * from './order-window.ts';
export * from './propose-order.ts';
export * from './supplier-calendar.ts';
