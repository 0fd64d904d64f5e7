export * from './check-values.ts';
export * from './effective-values.ts';
export * from './fill-sentences.ts';
export * from './manifest.ts';
export * from './merge-values.ts';
export * from './parameter.ts';
