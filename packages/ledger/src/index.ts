export * from './account.ts';
export * from './availability.ts';
export * from './balance.ts';
export * from './compare-balances.ts';
export * from './move.ts';
export * from './post-moves.ts';
export * from './recompute-balances.ts';
