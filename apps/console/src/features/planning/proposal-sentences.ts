import { formatCount, formatPercent, formatPrice, formatQty } from '../../format/number.ts';
import { roundQty } from '../supply/explanation.tsx';
import { text } from './messages.ts';

/** From this share on, what other locations sell is worth a sentence. */
const tellingShare = 0.1;

function numbersOf(value: unknown): Readonly<Record<string, number | undefined>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** What the forecast was judged by; comes before the order's own sentences. */
export function forecastSentences(forecast: unknown, unit: string | undefined): readonly string[] {
  const { levelMilli, daysObserved, daysIgnored = 0, priorShare = 0 } = numbersOf(forecast);
  if (levelMilli === undefined || daysObserved === undefined) return [];
  const level = formatQty(roundQty(levelMilli), unit);
  return [
    text.level(level, formatCount(daysObserved), daysIgnored === 0 ? '' : formatCount(daysIgnored)),
    ...(priorShare >= tellingShare ? [text.prior(formatPercent(priorShare))] : []),
  ];
}

/** What a sending location has and gives, and what a source must hold for those it supplies; comes last. */
export function networkSentences(source: unknown, dependent: unknown, unit: string | undefined): readonly string[] {
  const { locations: fed, levelMilli = 0, askedMilli: wantedMilli = 0 } = numbersOf(dependent);
  const sentences =
    fed === undefined
      ? []
      : [text.dependent(formatCount(fed), formatQty(roundQty(levelMilli), unit), formatQty(wantedMilli, unit))];
  const { askedMilli = 0, spareMilli = 0, onHandMilli = 0, givenMilli = 0, askedByAllMilli = 0 } = numbersOf(source);
  if (askedMilli === 0) return sentences;
  const { locations = 1, keptMilli = 0, promisedMilli = 0 } = numbersOf(source);
  sentences.push(text.spare(formatQty(spareMilli, unit), formatQty(onHandMilli, unit)));
  if (keptMilli > 0 || promisedMilli > 0)
    sentences.push(text.kept(formatQty(keptMilli, unit), formatQty(promisedMilli, unit)));
  if (givenMilli < askedMilli)
    sentences.push(
      text.shared(
        formatCount(locations),
        formatQty(askedByAllMilli, unit),
        formatQty(givenMilli, unit),
        formatQty(askedMilli, unit),
      ),
    );
  return sentences;
}

/** What the supplier's least order value did; comes after the order's own sentences. */
export function minimumSentences(minimum: unknown, unit: string | undefined, currency: string): readonly string[] {
  const { minimumMicro, missingMicro = 0, addedMilli = 0 } = numbersOf(minimum);
  const decision: unknown = typeof minimum === 'object' && minimum !== null ? Reflect.get(minimum, 'decision') : '';
  if (minimumMicro === undefined) return [];
  const least = formatPrice(minimumMicro, currency);
  if (decision === 'deferred') return [text.deferred(formatPrice(missingMicro, currency), least)];
  return addedMilli > 0 ? [text.filledUp(formatQty(addedMilli, unit), least)] : [];
}
