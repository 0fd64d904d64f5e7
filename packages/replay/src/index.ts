export * from './figures.ts';
export * from './moments.ts';
export * from './replay.ts';
export * from './stock-twin.ts';
