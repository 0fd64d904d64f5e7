import type { CallAuthentication } from './call-request.ts';
import type { CallContext } from './call-context.ts';
import { callFailed } from './call-outcome.ts';
import { answerDigest } from './digest.ts';
import { accessToken, dropToken } from './oauth2.ts';
import { isMap } from './read-json.ts';
import { ofScheme } from './read-request.ts';

type Headers = Readonly<Record<string, string>>;

/** `headers` with no challenge gives the first try's; with one, those of a second try, or null when there is none to make. */
export type Credentials = {
  readonly headers: (
    request: { readonly method: string; readonly url: string; readonly body?: string | Uint8Array },
    challenge: string | null,
  ) => Promise<Headers | null>;
};

const anonymous: Credentials = { headers: async (_request, challenge) => (challenge === null ? {} : null) };

/** Makes credentials of an authentication policy. Throws CallFailed when a secret or a token is not to be had. */
export async function authorize(context: CallContext, authentication: CallAuthentication | null): Promise<Credentials> {
  if (authentication === null) return anonymous;
  switch (authentication.kind) {
    case 'basic': {
      const pair = Buffer.from(`${authentication.username}:${authentication.password}`).toString('base64');
      return always({ authorization: `Basic ${pair}` });
    }
    case 'bearer':
      return always({ authorization: `Bearer ${authentication.token}` });
    case 'digest':
      return {
        headers: async (request, challenge) =>
          challenge === null ? {} : answerDigest(challenge, request, authentication),
      };
    case 'oauth2':
    case 'oidc': {
      const { kind, oauth2 } = authentication;
      return {
        async headers(_request, challenge) {
          if (challenge !== null && !dropToken(context, kind, oauth2)) return null;
          return { authorization: `Bearer ${await accessToken(context, kind, oauth2)}` };
        },
      };
    }
    case 'secret':
      return authorize(context, ofSecret(context, authentication));
  }
}

function always(headers: Headers): Credentials {
  return { headers: async (_request, challenge) => (challenge === null ? headers : null) };
}

/** The policy that a secret holds. A bearer's secret may be the token itself. */
function ofSecret(
  context: CallContext,
  { scheme, secret: name }: CallAuthentication & { kind: 'secret' },
): CallAuthentication {
  const value = context.secret(name);
  if (value === undefined) throw callFailed('authorization', `There is no secret "${name}" for this workflow`);
  if (scheme === 'bearer' && typeof value === 'string') return { kind: 'bearer', token: value };
  if (isMap(value)) return ofScheme(scheme, value);
  throw callFailed('configuration', `The secret "${name}" must hold the properties of ${scheme} authentication`);
}
