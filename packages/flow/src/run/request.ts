import type { Authentication } from '../definition/authentication.ts';
import type { Expression, Template, UriTemplate } from '../definition/expression.ts';
import type { JsonObject, JsonValue } from '../definition/json.ts';
import { pointerTo } from '../definition/pointer.ts';
import type { Endpoint, ExternalResource } from '../definition/resource.ts';
import type { LateExpression } from './effect.ts';
import { evaluate, resolve, resolveUri, resolveUriPart, variable, type Subject } from './evaluate.ts';
import { faultOf } from './run-error.ts';
import type { Place, Step } from './step.ts';

/**
 * Builds the request of a call from the templates of its definition. What mentions secrets is not evaluated here, so that no secret
 * reaches a state or journal: it is told in `late`, with all else that it needs.
 */
export class RequestBuilder {
  readonly late: LateExpression[] = [];
  readonly #step: Step;
  readonly #place: Place;
  readonly #subject: Subject;

  constructor(step: Step, place: Place) {
    this.#step = step;
    this.#place = place;
    this.#subject = { data: place.input };
  }

  /** The value of a template that will stand at `path` in the request. */
  value(template: Template | null, ...path: readonly (string | number)[]): JsonValue {
    if (template === null) return null;
    switch (template.kind) {
      case 'literal':
        return template.value;
      case 'expression':
      case 'loose':
        if (this.#isSecret(template.expression)) return this.#later(template.expression.source, path);
        return resolve(this.#step, template, this.#subject, this.#place);
      case 'text':
        if (template.parts.some((part) => typeof part !== 'string' && this.#isSecret(part)))
          return this.#later(template.parts.map(asSource).join(' + '), path);
        return resolve(this.#step, template, this.#subject, this.#place);
      case 'list':
        return template.items.map((item, index) => this.value(item, ...path, index));
      case 'object':
        return Object.fromEntries(template.entries.map(({ name, value }) => [name, this.value(value, ...path, name)]));
    }
  }

  uri(template: UriTemplate, ...path: readonly (string | number)[]): JsonValue {
    if (template.kind === 'expression')
      return this.#isSecret(template.expression)
        ? this.#later(template.expression.source, path)
        : resolveUri(this.#step, template, this.#subject, this.#place);
    if (!template.parts.some((part) => typeof part !== 'string' && 'source' in part && this.#isSecret(part)))
      return resolveUri(this.#step, template, this.#subject, this.#place);
    const sources = template.parts.map((part) =>
      typeof part !== 'string' && 'source' in part && this.#isSecret(part)
        ? asSource(part)
        : JSON.stringify(resolveUriPart(this.#step, part, this.#subject, this.#place)),
    );
    return this.#later(sources.join(' + '), path);
  }

  endpoint(endpoint: Endpoint, ...path: readonly (string | number)[]): JsonObject {
    return {
      uri: this.uri(endpoint.uri, ...path, 'uri'),
      authentication: this.authentication(endpoint.authentication, ...path, 'authentication'),
    };
  }

  resource(resource: ExternalResource, ...path: readonly (string | number)[]): JsonObject {
    return { name: resource.name, endpoint: this.endpoint(resource.endpoint, ...path, 'endpoint') };
  }

  authentication(policy: Authentication | null, ...path: readonly (string | number)[]): JsonValue {
    if (policy === null) return null;
    const { kind } = policy;
    switch (kind) {
      case 'basic':
      case 'digest':
        return {
          scheme: kind,
          username: this.value(policy.username, ...path, 'username'),
          password: this.value(policy.password, ...path, 'password'),
        };
      case 'bearer':
        return { scheme: kind, token: this.value(policy.token, ...path, 'token') };
      case 'secret':
        return { scheme: policy.scheme, secret: policy.secret };
      case 'oauth2':
      case 'oidc': {
        const { oauth2 } = policy;
        const at = (name: string, template: Template | null): JsonValue => this.value(template, ...path, name);
        const token = (name: 'subject' | 'actor'): JsonValue => {
          const given = oauth2[name];
          if (given === null) return null;
          return {
            token: this.value(given.token, ...path, name, 'token'),
            type: this.value(given.type, ...path, name, 'type'),
          };
        };
        const list = (name: string, templates: readonly Template[]): JsonValue =>
          templates.map((template, index) => this.value(template, ...path, name, index));
        return {
          scheme: kind,
          authority: this.uri(oauth2.authority, ...path, 'authority'),
          endpoints: oauth2.endpoints,
          grant: oauth2.grant,
          client: {
            id: this.value(oauth2.client.id, ...path, 'client', 'id'),
            secret: this.value(oauth2.client.secret, ...path, 'client', 'secret'),
            assertion: this.value(oauth2.client.assertion, ...path, 'client', 'assertion'),
            authentication: oauth2.client.authentication,
          },
          encoding: oauth2.encoding,
          issuers: list('issuers', oauth2.issuers),
          scopes: list('scopes', oauth2.scopes),
          audiences: list('audiences', oauth2.audiences),
          username: at('username', oauth2.username),
          password: at('password', oauth2.password),
          subject: token('subject'),
          actor: token('actor'),
        };
      }
    }
  }

  /** An expression that has to be evaluated here and now. */
  now(expression: Expression): JsonValue {
    return evaluate(this.#step, expression, this.#subject, this.#place);
  }

  /** An expression that whoever makes the call evaluates, again and again: its source with the variables that it needs, secrets aside. */
  kept({ source }: Expression): JsonObject {
    return { source, variables: this.#variablesOf(source) };
  }

  #isSecret({ source }: Expression): boolean {
    return this.#step.compiled.expression(source)?.uses.includes('secrets') === true;
  }

  #later(source: string, path: readonly (string | number)[]): null {
    const variables = this.#variablesOf(source);
    this.late.push({ pointer: pointerTo('', ...path), source, data: this.#subject.data, variables });
    return null;
  }

  #variablesOf(source: string): JsonObject {
    const compiled = this.#step.compiled.expression(source);
    if (compiled === undefined) throw faultOf('expression', `"${source}" is not an expression.`, this.#place.pointer);
    return Object.fromEntries(
      compiled.uses
        .filter((name) => name !== 'secrets')
        .map((name) => [name, variable(this.#step, name, this.#subject, this.#place)]),
    );
  }
}

/** A part of a text as jq: its value if that is a string, else written as JSON. */
function asSource(part: string | Expression): string {
  if (typeof part === 'string') return JSON.stringify(part).replaceAll('\\(', '\\\\(');
  return `((${part.source}) | if type == "string" then . else tojson end)`;
}
