import type { Authentication } from './authentication.ts';
import type { Duration, Expression, Template, UriTemplate } from './expression.ts';
import type { Endpoint, ExternalResource } from './resource.ts';

export type HttpOutput = 'raw' | 'content' | 'response';

export type Call = HttpCall | OpenApiCall | AsyncApiCall | GrpcCall | McpCall | A2aCall | FunctionCall;
export type CallProtocol = Call['protocol'];

/** `method` is in upper case. `redirect: false` makes a status from 300 to 399 an error. */
export type HttpCall = {
  readonly protocol: 'http';
  readonly method: string;
  readonly endpoint: Endpoint;
  readonly headers: Template | null;
  readonly body: Template | null;
  readonly query: Template | null;
  readonly output: HttpOutput;
  readonly redirect: boolean;
};

export type OpenApiCall = {
  readonly protocol: 'openapi';
  readonly document: ExternalResource;
  readonly operationId: string;
  readonly parameters: Template | null;
  readonly authentication: Authentication | null;
  readonly output: HttpOutput;
  readonly redirect: boolean;
};

/** `by` says whether `operation` names a channel (AsyncAPI 2.6) or an operation (AsyncAPI 3). */
export type AsyncApiCall = {
  readonly protocol: 'asyncapi';
  readonly document: ExternalResource;
  readonly by: 'channel' | 'operation';
  readonly operation: string;
  readonly server: { readonly name: string; readonly variables: Template | null } | null;
  readonly serverProtocol: string | null;
  readonly authentication: Authentication | null;
  readonly action:
    | { readonly kind: 'publish'; readonly payload: Template | null; readonly headers: Template | null }
    | {
        readonly kind: 'subscribe';
        readonly filter: Expression | null;
        readonly consume: MessageConsumption;
      };
};

/** How long messages are consumed. `for` ends it in any case. */
export type MessageConsumption = { readonly for: Duration | null } & (
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'while' | 'until'; readonly condition: Expression }
);

export type GrpcCall = {
  readonly protocol: 'grpc';
  readonly proto: ExternalResource;
  readonly service: {
    readonly name: string;
    readonly host: string;
    readonly port: number | null;
    readonly authentication: Authentication | null;
  };
  readonly method: string;
  readonly arguments: Template | null;
};

export type McpCall = {
  readonly protocol: 'mcp';
  readonly protocolVersion: string;
  readonly method: string;
  readonly parameters: Template | null;
  readonly timeout: Duration | null;
  readonly transport: { readonly options: Template | null } & (
    | { readonly kind: 'http'; readonly endpoint: Endpoint; readonly headers: Template | null }
    | {
        readonly kind: 'stdio';
        readonly command: Template;
        readonly arguments: readonly Template[];
        readonly environment: Template | null;
      }
  );
  readonly client: { readonly name: string; readonly version: string } | null;
};

/** One of `agentCard` and `server` is set; `agentCard` wins. */
export type A2aCall = {
  readonly protocol: 'a2a';
  readonly method: string;
  readonly agentCard: ExternalResource | null;
  readonly server: Endpoint | null;
  readonly parameters: Template | null;
};

/** A call of something that has a name: of `use.functions`, of a catalog, or at a URI. */
export type FunctionCall = {
  readonly protocol: 'function';
  readonly function: FunctionReference;
  readonly arguments: Template;
};

export type FunctionReference =
  /** Defined in this workflow: `definition.use.functions`. */
  | { readonly kind: 'local'; readonly name: string }
  /** `name:version@catalog`. Catalog `default` is the runtime's own, `declared` says whether `use.catalogs` has it. */
  | {
      readonly kind: 'catalog';
      readonly name: string;
      readonly version: string;
      readonly catalog: string;
      readonly declared: boolean;
    }
  | { readonly kind: 'uri'; readonly uri: UriTemplate };
