export { Decimal } from './decimal.ts';
export { JqError, JqSyntaxError, type JqErrorKind, type Position } from './errors.ts';
export type { Host } from './host.ts';
export { JsonReader, JsonSyntaxError } from './json-parse.ts';
export { jsonText, type JsonStyle } from './json-text.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { compile, type Bindings, type CompileOptions, type Program } from './program.ts';
export type { ExactValue, JqValue } from './value.ts';
