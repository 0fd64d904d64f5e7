import type { Authentication } from './authentication.ts';
import type { UriTemplate } from './expression.ts';
import type { JsonValue } from './json.ts';
import type { Pointer } from './pointer.ts';

export type Endpoint = {
  readonly pointer: Pointer;
  readonly uri: UriTemplate;
  readonly authentication: Authentication | null;
};

export type ExternalResource = { readonly pointer: Pointer; readonly name: string | null; readonly endpoint: Endpoint };

/** JSON Schema, draft 2020-12. */
export type Schema =
  | { readonly kind: 'inline'; readonly pointer: Pointer; readonly document: JsonValue }
  | { readonly kind: 'external'; readonly pointer: Pointer; readonly resource: ExternalResource };
