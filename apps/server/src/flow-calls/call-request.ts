import type {
  AuthenticationScheme,
  HttpOutput,
  JsonObject,
  JsonValue,
  OAuth2ClientAuthentication,
  OAuth2Grant,
} from '@barrow/flow';

/** A call with all of its expressions evaluated, as a run asks for it: what a performer gets. */
export type CallRequest =
  | HttpRequest
  | OpenApiRequest
  | AsyncApiRequest
  | GrpcRequest
  | McpRequest
  | A2aRequest
  | ScriptRequest
  | ShellRequest
  | ContainerRequest;

export type EndpointOf = { readonly uri: string; readonly authentication: CallAuthentication | null };

/** `secret` names a secret that holds the properties of the scheme: it is read where the call is made. */
export type CallAuthentication =
  | { readonly kind: 'basic' | 'digest'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'oauth2' | 'oidc'; readonly oauth2: CallOAuth2 }
  | { readonly kind: 'secret'; readonly scheme: AuthenticationScheme; readonly secret: string };

export type CallOAuth2 = {
  readonly authority: string;
  /** The path of the token endpoint. OpenID Connect asks the authority for its own. */
  readonly endpoints: { readonly token: string };
  readonly grant: OAuth2Grant;
  readonly client: {
    readonly id: string | null;
    readonly secret: string | null;
    readonly assertion: string | null;
    readonly authentication: OAuth2ClientAuthentication;
  };
  readonly encoding: 'application/x-www-form-urlencoded' | 'application/json';
  readonly issuers: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly username: string | null;
  readonly password: string | null;
  readonly subject: { readonly token: string; readonly type: string } | null;
  readonly actor: { readonly token: string; readonly type: string } | null;
};

export type HttpRequest = {
  readonly protocol: 'http';
  readonly method: string;
  readonly endpoint: EndpointOf;
  readonly headers: JsonValue;
  readonly body: JsonValue | undefined;
  readonly query: JsonValue;
  readonly output: HttpOutput;
  readonly redirect: boolean;
};

export type OpenApiRequest = {
  readonly protocol: 'openapi';
  readonly document: EndpointOf;
  readonly operationId: string;
  readonly parameters: JsonValue;
  readonly authentication: CallAuthentication | null;
  readonly output: HttpOutput;
  readonly redirect: boolean;
};

export type AsyncApiRequest = {
  readonly protocol: 'asyncapi';
  readonly document: EndpointOf;
  readonly by: 'channel' | 'operation';
  readonly operation: string;
  readonly server: { readonly name: string; readonly variables: JsonValue } | null;
  readonly serverProtocol: string | null;
  readonly authentication: CallAuthentication | null;
  readonly action:
    | { readonly kind: 'publish'; readonly payload: JsonValue; readonly headers: JsonValue }
    | Subscription;
};

/** An expression that is asked about messages as they come. */
export type KeptExpression = { readonly source: string; readonly variables: JsonObject };

export type Subscription = {
  readonly kind: 'subscribe';
  readonly filter: KeptExpression | null;
  readonly consume:
    | { readonly amount: number }
    | { readonly kind: 'while' | 'until'; readonly condition: KeptExpression };
  readonly forMs: number | null;
};

export type GrpcRequest = {
  readonly protocol: 'grpc';
  readonly proto: EndpointOf;
  readonly service: {
    readonly name: string;
    readonly host: string;
    readonly port: number | null;
    readonly authentication: CallAuthentication | null;
  };
  readonly method: string;
  readonly arguments: JsonValue;
};

export type McpRequest = {
  readonly protocol: 'mcp';
  readonly protocolVersion: string;
  readonly method: string;
  readonly parameters: JsonValue;
  readonly timeoutMs: number | null;
  readonly transport:
    | { readonly kind: 'http'; readonly endpoint: EndpointOf; readonly headers: JsonValue }
    | { readonly kind: 'stdio' };
  readonly client: { readonly name: string; readonly version: string } | null;
};

export type A2aRequest = {
  readonly protocol: 'a2a';
  readonly method: string;
  readonly agentCard: EndpointOf | null;
  readonly server: EndpointOf | null;
  readonly parameters: JsonValue;
};

export type ScriptRequest = {
  readonly protocol: 'script';
  readonly language: 'js' | 'python';
  readonly code:
    | { readonly kind: 'inline'; readonly text: string }
    | { readonly kind: 'external'; readonly endpoint: EndpointOf };
  readonly stdin: string | null;
  /** A list is argv; a map names variables of the script. */
  readonly arguments: readonly JsonValue[] | JsonObject;
  readonly environment: Readonly<Record<string, string>>;
};

export type ShellRequest = { readonly protocol: 'shell' };
export type ContainerRequest = { readonly protocol: 'container' };
