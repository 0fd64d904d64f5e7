import type { Authentication, AuthenticationScheme, OAuth2, OAuth2Token } from '../definition/authentication.ts';
import type { Template } from '../definition/expression.ts';
import type { JsonValue } from '../definition/json.ts';
import type { Pointer } from '../definition/pointer.ts';
import { didYouMean } from '../source/suggest.ts';
import { readTemplate } from './read-expression.ts';
import { readUri } from './read-uri.ts';
import { isObject, readChoice, readFields, readList, readOneOf, readText, type Fields } from './read-values.ts';
import type { Reading } from './reading.ts';
import type { Scope } from './scope.ts';

const schemes = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'] as const satisfies readonly AuthenticationScheme[];

/** Reads a policy, or the reference to one of `use.authentications`. */
export function readAuthentication(
  reading: Reading,
  value: JsonValue | undefined,
  pointer: Pointer,
  scope: Scope,
): Authentication | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return referenced(reading, value, pointer);
  const what = 'an authentication';
  const fields = readFields(reading, value, pointer, { what, properties: ['use', ...schemes] });
  if (!isObject(value)) return null;
  if (readOneOf(reading, fields, what, ['use', ...schemes]) !== 'use') return readPolicy(reading, fields, null, scope);
  return referenced(reading, readText(reading, fields.get('use'), fields.at('use'), 'the name'), fields.at('use'));
}

/** Reads a policy of `use.authentications`. */
export function readNamedAuthentication(
  reading: Reading,
  name: string,
  value: JsonValue,
  pointer: Pointer,
  scope: Scope,
): Authentication | null {
  const what = 'a reusable authentication';
  const fields = readFields(reading, value, pointer, { what, properties: schemes });
  if (isObject(value)) readOneOf(reading, fields, what, schemes);
  return readPolicy(reading, fields, name, scope);
}

function referenced(reading: Reading, name: string, pointer: Pointer): Authentication | null {
  const known = reading.declared.authentications;
  const found = known.get(name);
  if (found === undefined && name !== '') {
    const message = `There is no authentication "${name}" in use.authentications.${didYouMean(name, known.keys())}`;
    reading.report('unknown-reference', pointer, message);
  }
  return found ?? null;
}

function readPolicy(reading: Reading, fields: Fields, name: string | null, scope: Scope): Authentication | null {
  const scheme = schemes.find((candidate) => fields.has(candidate));
  const value = scheme === undefined ? undefined : fields.get(scheme);
  if (scheme === undefined || value === undefined) return null;
  const pointer = fields.at(scheme);
  const base = { pointer, name };
  if (isObject(value) && value['use'] !== undefined) {
    const inner = readFields(reading, value, pointer, { what: 'an authentication by secret', properties: ['use'] });
    const secret = readText(reading, inner.get('use'), inner.at('use'), 'the name of a secret');
    if (secret !== '' && !reading.declared.secrets.has(secret)) {
      const message = `The secret "${secret}" is not declared. Add it to use.secrets.${didYouMean(secret, reading.declared.secrets)}`;
      reading.report('unknown-reference', inner.at('use'), message);
    }
    return { ...base, kind: 'secret', scheme, secret };
  }
  switch (scheme) {
    case 'basic':
    case 'digest': {
      const properties = ['username', 'password'];
      const inner = readFields(reading, value, pointer, {
        what: `${scheme} authentication`,
        properties,
        required: properties,
      });
      const part = (field: string): Template => textTemplate(reading, inner, field, scope) ?? nothing;
      return { ...base, kind: scheme, username: part('username'), password: part('password') };
    }
    case 'bearer': {
      const shape = { what: 'bearer authentication', properties: ['token'], required: ['token'] };
      const inner = readFields(reading, value, pointer, shape);
      return { ...base, kind: 'bearer', token: textTemplate(reading, inner, 'token', scope) ?? nothing };
    }
    case 'oauth2':
    case 'oidc':
      return { ...base, kind: scheme, oauth2: readOAuth2(reading, value, pointer, scheme, scope) };
  }
}

const nothing: Template = { kind: 'literal', value: '' };

function textTemplate(reading: Reading, fields: Fields, name: string, scope: Scope): Template | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  return readTemplate(reading, readText(reading, value, fields.at(name), `the ${name}`), fields.at(name), scope);
}

const common = [
  'authority',
  'grant',
  'client',
  'request',
  'issuers',
  'scopes',
  'audiences',
  'username',
  'password',
  'subject',
  'actor',
];
const grants = [
  'authorization_code',
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const;
const clientMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const;
const encodings = ['application/x-www-form-urlencoded', 'application/json'] as const;

function readOAuth2(
  reading: Reading,
  value: JsonValue,
  pointer: Pointer,
  scheme: 'oauth2' | 'oidc',
  scope: Scope,
): OAuth2 {
  const fields = readFields(reading, value, pointer, {
    what: scheme === 'oauth2' ? 'OAuth2 authentication' : 'OpenID Connect authentication',
    properties: scheme === 'oauth2' ? [...common, 'endpoints'] : common,
    required: ['authority', 'grant'],
  });
  const inner = (name: string, properties: readonly string[]): Fields =>
    readFields(reading, fields.get(name) ?? {}, fields.at(name), { what: `the ${name}`, properties });
  const client = inner('client', ['id', 'secret', 'assertion', 'authentication']);
  const request = inner('request', ['encoding']);
  const endpoints = inner('endpoints', ['token', 'revocation', 'introspection']);
  const endpoint = (name: string, otherwise: string): string => {
    const text = readText(reading, endpoints.get(name) ?? otherwise, endpoints.at(name), `the ${name} endpoint`);
    readUri(reading, text, endpoints.at(name), `the ${name} endpoint`, scope);
    return text;
  };
  const texts = (name: string): readonly Template[] =>
    readList(reading, fields.get(name), fields.at(name), `"${name}"`).map((item) =>
      readTemplate(reading, readText(reading, item.value, item.pointer, `one of the ${name}`), item.pointer, scope),
    );
  const grant = readChoice(
    reading,
    fields.get('grant'),
    fields.at('grant'),
    'a grant type',
    grants,
    'client_credentials',
  );
  const authentication = readChoice(
    reading,
    client.get('authentication'),
    client.at('authentication'),
    'a client authentication',
    clientMethods,
    'client_secret_post',
  );
  const needs = (condition: boolean, owner: Fields, name: string, why: string): void => {
    if (condition && !owner.has(name))
      reading.report('missing-property', owner.pointer, `"${name}" is missing: ${why}.`, 'key');
  };
  needs(
    fields.has('client') && authentication !== 'none',
    client,
    'id',
    'only a client authentication of "none" does without',
  );
  needs(authentication === 'private_key_jwt', client, 'assertion', 'private_key_jwt sends it');
  needs(fields.has('grant') && grant === 'password', fields, 'username', 'the grant "password" sends it');
  needs(fields.has('grant') && grant === 'password', fields, 'password', 'the grant "password" sends it');
  return {
    authority: readUri(reading, fields.get('authority'), fields.at('authority'), 'the authority', scope),
    endpoints: {
      token: endpoint('token', '/oauth2/token'),
      revocation: endpoint('revocation', '/oauth2/revoke'),
      introspection: endpoint('introspection', '/oauth2/introspect'),
    },
    grant,
    client: {
      id: textTemplate(reading, client, 'id', scope),
      secret: textTemplate(reading, client, 'secret', scope),
      assertion: textTemplate(reading, client, 'assertion', scope),
      authentication,
    },
    encoding: readChoice(
      reading,
      request.get('encoding'),
      request.at('encoding'),
      'an encoding of token requests',
      encodings,
      'application/x-www-form-urlencoded',
    ),
    issuers: texts('issuers'),
    scopes: texts('scopes'),
    audiences: texts('audiences'),
    username: textTemplate(reading, fields, 'username', scope),
    password: textTemplate(reading, fields, 'password', scope),
    subject: readToken(reading, fields.get('subject'), fields.at('subject'), scope),
    actor: readToken(reading, fields.get('actor'), fields.at('actor'), scope),
  };
}

function readToken(reading: Reading, value: JsonValue | undefined, pointer: Pointer, scope: Scope): OAuth2Token | null {
  if (value === undefined) return null;
  const properties = ['token', 'type'];
  const fields = readFields(reading, value, pointer, { what: 'a security token', properties, required: properties });
  return {
    token: textTemplate(reading, fields, 'token', scope) ?? nothing,
    type: textTemplate(reading, fields, 'type', scope) ?? nothing,
  };
}
