import type { Template, UriTemplate } from './expression.ts';
import type { Pointer } from './pointer.ts';

/**
 * An authentication policy. `name` is the one it has in `use.authentications`, null when it stands inline: references are already
 * resolved. `kind: 'secret'` means that the secret holds the properties of the scheme.
 */
export type Authentication = { readonly pointer: Pointer; readonly name: string | null } & (
  | { readonly kind: 'basic' | 'digest'; readonly username: Template; readonly password: Template }
  | { readonly kind: 'bearer'; readonly token: Template }
  | { readonly kind: 'oauth2' | 'oidc'; readonly oauth2: OAuth2 }
  | { readonly kind: 'secret'; readonly scheme: AuthenticationScheme; readonly secret: string }
);

export type AuthenticationScheme = 'basic' | 'bearer' | 'digest' | 'oauth2' | 'oidc';

export type OAuth2Grant =
  | 'authorization_code'
  | 'client_credentials'
  | 'password'
  | 'refresh_token'
  | 'urn:ietf:params:oauth:grant-type:token-exchange';

export type OAuth2ClientAuthentication =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'none';

/** Defaults are filled in. `endpoints` is used by oauth2 only; oidc asks the authority for its own. */
export type OAuth2 = {
  readonly authority: UriTemplate;
  readonly endpoints: { readonly token: string; readonly revocation: string; readonly introspection: string };
  readonly grant: OAuth2Grant;
  readonly client: {
    readonly id: Template | null;
    readonly secret: Template | null;
    readonly assertion: Template | null;
    readonly authentication: OAuth2ClientAuthentication;
  };
  readonly encoding: 'application/x-www-form-urlencoded' | 'application/json';
  readonly issuers: readonly Template[];
  readonly scopes: readonly Template[];
  readonly audiences: readonly Template[];
  readonly username: Template | null;
  readonly password: Template | null;
  readonly subject: OAuth2Token | null;
  readonly actor: OAuth2Token | null;
};

export type OAuth2Token = { readonly token: Template; readonly type: Template };
