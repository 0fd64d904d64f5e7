import { createContext, use } from 'react';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Words } from './en.ts';

export const languages: Readonly<Record<string, Words>> = { en, de, ar };
const remembered = 'barrow-till-language';

/** The language that was chosen, else that of the browser, else English. */
export function firstLanguage(): string {
  const wanted = [localStorage.getItem(remembered) ?? '', ...navigator.languages];
  return wanted.map((one) => one.split('-')[0] ?? '').find((one) => one in languages) ?? 'en';
}

export function rememberLanguage(language: string): void {
  localStorage.setItem(remembered, language);
}

export type Speech = { readonly language: string; readonly words: Words };

export const SpeechContext = createContext<Speech>({ language: 'en', words: en });

export function useWords(): Words {
  return use(SpeechContext).words;
}

/** Writes money and times as the language does. */
export function useFormats() {
  const { language: chosen } = use(SpeechContext);
  // With the country of the device, where it speaks this language: it decides how times are written.
  const language = navigator.languages.find((one) => one.split('-')[0] === chosen) ?? chosen;
  return {
    money: (minor: number, currency: string): string => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency });
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    quantity: (qtyMilli: number): string => new Intl.NumberFormat(language).format(qtyMilli / 1_000),
    time: (ms: number): string =>
      new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' }).format(ms),
  };
}
