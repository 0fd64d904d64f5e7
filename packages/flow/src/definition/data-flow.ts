import type { Template } from './expression.ts';
import type { Schema } from './resource.ts';

/** Null where nothing is set: no check, data passes unchanged. */
export type DataFlowInput = { readonly schema: Schema | null; readonly from: Template | null };
export type DataFlowOutput = { readonly schema: Schema | null; readonly as: Template | null };
/** Without `as` the context stays as it is. */
export type DataFlowExport = { readonly schema: Schema | null; readonly as: Template | null };
