import type { JsonValue } from '@barrow/flow';
import { isList, isMap, textOf } from './read-json.ts';

/** How a parameter is written (OpenAPI 3.1, "Style Values"). */
export type ParameterStyle = { readonly name: string; readonly style: string; readonly explode: boolean };

const encode = (value: JsonValue) => encodeURIComponent(textOf(value));

/** A path parameter in the styles simple, label and matrix. */
export function formatPath({ name, style, explode }: ParameterStyle, value: JsonValue): string {
  const parts = isList(value)
    ? value.map(encode)
    : isMap(value)
      ? Object.entries(value).flatMap(([key, one]) =>
          explode ? [`${encode(key)}=${encode(one)}`] : [encode(key), encode(one)],
        )
      : [encode(value)];
  if (style === 'label') return `.${parts.join(explode ? '.' : ',')}`;
  if (style !== 'matrix') return parts.join(',');
  if (explode && isList(value)) return parts.map((part) => `;${name}=${part}`).join('');
  return explode && isMap(value) ? parts.map((part) => `;${part}`).join('') : `;${name}=${parts.join(',')}`;
}

/** A query parameter in the styles form, spaceDelimited, pipeDelimited and deepObject, as `name=value` pairs. */
export function formatQuery({ name, style, explode }: ParameterStyle, value: JsonValue): readonly string[] {
  const key = encode(name);
  if (isList(value)) {
    if (explode) return value.map((one) => `${key}=${encode(one)}`);
    const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '|' : ',';
    return [`${key}=${value.map(encode).join(separator)}`];
  }
  if (!isMap(value)) return [`${key}=${encode(value)}`];
  const pairs = Object.entries(value);
  if (style === 'deepObject') return pairs.map(([property, one]) => `${key}[${encode(property)}]=${encode(one)}`);
  if (explode) return pairs.map(([property, one]) => `${encode(property)}=${encode(one)}`);
  return [`${key}=${pairs.flat().map(encode).join(',')}`];
}
