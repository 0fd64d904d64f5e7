import type { Parameter, ParameterSchema, Values } from './parameter.ts';

/** What a sentence is made of: text as it stands, and blanks that a parameter fills. */
export type SentencePart = { readonly text: string } | { readonly parameter: string; readonly text: string };

/** Sentences with `{parameter}` blanks, filled with values. A blank of no parameter stays as it stands. */
export function fillSentences(sentences: readonly string[], schema: ParameterSchema, values: Values): SentencePart[][] {
  return sentences.map((sentence) =>
    sentence
      .split(/(\{[a-z][A-Za-z0-9]*\})/)
      .filter((part) => part !== '')
      .map((part): SentencePart => {
        const name = part.startsWith('{') ? part.slice(1, -1) : '';
        const parameter = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
        return parameter === undefined
          ? { text: part }
          : { parameter: name, text: valueText(parameter, values[name] ?? parameter.default) };
      }),
  );
}

/** A value as a sentence says it, with its unit. */
export function valueText(parameter: Parameter, value: unknown): string {
  const unit = parameter['x-unit'] === undefined ? '' : ` ${parameter['x-unit']}`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  return `${typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)}${unit}`;
}

export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map(({ text }) => text).join('');
}
