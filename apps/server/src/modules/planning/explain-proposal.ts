import { explainOrder, type ExplainFormat } from '@barrow/inventory';
import type { ProposalExplanation } from './propose-orders.ts';

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** English, in the item's unit. The console writes its own from the numbers; this is what API clients and e-mails get. */
export function formatFor(unit: string): ExplainFormat {
  const suffix = unit === 'each' ? '' : ` ${unit}`;
  return {
    quantity: (qtyMilli) => `${(qtyMilli / 1000).toLocaleString('en-GB', { maximumFractionDigits: 3 })}${suffix}`,
    day: (day) => dayFormat.format(new Date(`${day}T00:00:00Z`)),
    share: (share) => `${(100 * share).toLocaleString('en-GB', { maximumFractionDigits: 1 })}%`,
  };
}

function money(micro: number, currency: string): string {
  return (micro / 1_000_000).toLocaleString('en-GB', { style: 'currency', currency });
}

function forecastSentences({ forecast }: ProposalExplanation, format: ExplainFormat): string[] {
  const { levelMilli, daysObserved, daysIgnored, priorShare } = forecast;
  const level = format.quantity(Math.round(levelMilli / 10) * 10);
  const ignored = daysIgnored === 0 ? '' : ` (${daysIgnored} more left out: out of stock or closed)`;
  const days = `${daysObserved} ${daysObserved === 1 ? 'day' : 'days'}`;
  const sentences = [`An average day sells about ${level} now, judged by ${days} of sales${ignored}.`];
  if (priorShare >= 0.1)
    sentences.push(
      `${format.share(Math.round(priorShare * 100) / 100)} of that is what other locations sell, since it is new here.`,
    );
  return sentences;
}

function minimumSentence({ minimum }: ProposalExplanation, currency: string, format: ExplainFormat): string[] {
  const least = money(minimum.minimumMicro, currency);
  if (minimum.decision === 'deferred')
    return [
      `The order lacks ${money(minimum.missingMicro, currency)} of the supplier's minimum of ${least}: better wait until more is needed.`,
    ];
  if (minimum.addedMilli > 0)
    return [`${format.quantity(minimum.addedMilli)} more fill the order up to the supplier's minimum of ${least}.`];
  return [];
}

/** What the source has and how it was shared; what a source must hold for others. */
function networkSentences({ source, dependent }: ProposalExplanation, format: ExplainFormat): string[] {
  const sentences: string[] = [];
  if (dependent !== undefined)
    sentences.push(
      `${dependent.locations} ${dependent.locations === 1 ? 'location' : 'locations'} supplied from here sell about ${format.quantity(dependent.levelMilli)} a day together, which is counted too; they ask for ${format.quantity(dependent.askedMilli)} now, counted as reserved.`,
    );
  if (source === undefined || source.askedMilli === 0) return sentences;
  const less = [
    ...(source.promisedMilli > 0 ? [`${format.quantity(source.promisedMilli)} promised`] : []),
    ...(source.keptMilli > 0 ? [`${format.quantity(source.keptMilli)} for its own sales`] : []),
  ];
  sentences.push(
    `${source.fromName} can spare ${format.quantity(source.spareMilli)}: ${format.quantity(source.onHandMilli)} on hand${less.length === 0 ? '' : `, less ${less.join(' and ')}`}.`,
  );
  if (source.givenMilli < source.askedMilli)
    sentences.push(
      source.locations > 1
        ? `${source.locations} locations ask for ${format.quantity(source.askedByAllMilli)}, so each gets its fair share: ${format.quantity(source.givenMilli)} of ${format.quantity(source.askedMilli)} here.`
        : `That is less than needed, so ${format.quantity(source.givenMilli)} are proposed.`,
    );
  return sentences;
}

/** Why a proposal is what it is, in sentences that lead from the forecast to the quantity. */
export function explainProposal(explanation: ProposalExplanation, unit: string, currency: string): string[] {
  const format = formatFor(unit);
  return [
    ...forecastSentences(explanation, format),
    ...explainOrder(explanation.order, format),
    ...minimumSentence(explanation, currency, format),
    ...networkSentences(explanation, format),
  ];
}
