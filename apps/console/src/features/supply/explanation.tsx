import { explainedFigures, explainOrder, type OrderExplanation } from '@barrow/inventory';
import { formatCount, formatPercent, formatQty } from '../../format/number.ts';
import { formatDayShort } from '../../format/time.ts';
import { text } from './messages.ts';

const names: Readonly<Record<string, string>> = text.figures;
/** Expected sales are means: more than two digits would feign precision. */
const shownMilli = 10;

export function roundQty(qtyMilli: number): number {
  return Math.round(qtyMilli / shownMilli) * shownMilli;
}

function isExplanation(value: unknown): value is OrderExplanation {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reason' in value &&
    'orderMilli' in value &&
    typeof value.orderMilli === 'number' &&
    'targetMilli' in value &&
    typeof value.targetMilli === 'number'
  );
}

/** The numbers behind a quantity, whether they stand alone or as `order` of a proposal's explanation. */
export function explanationOf(value: unknown): OrderExplanation | undefined {
  if (isExplanation(value)) return value;
  const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'order') : undefined;
  return isExplanation(inner) ? inner : undefined;
}

/** Why a quantity is what it is, in sentences that lead from expected sales to it. */
export function Sentences({
  explanation,
  unit,
  before = [],
  after = [],
}: {
  readonly explanation: OrderExplanation;
  readonly unit: string | undefined;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}) {
  const told = explainOrder(explanation, {
    quantity: (qtyMilli) => formatQty(roundQty(qtyMilli), unit),
    day: formatDayShort,
    share: formatPercent,
  });
  return (
    <ol className="sentences">
      {[...before, ...told, ...after].map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ol>
  );
}

/** Every number that led to a quantity. */
export function ExplainedNumbers({
  explanation,
  unit,
}: {
  readonly explanation: OrderExplanation;
  readonly unit: string | undefined;
}) {
  const figures = explainedFigures(explanation).filter(
    (figure) => figure.unit !== 'milli' || figure.value !== 0 || figure.name === 'orderMilli',
  );
  return (
    <dl className="figure-grid">
      {figures.map((figure) => (
        <div key={figure.name}>
          <dt>{names[figure.name] ?? figure.name}</dt>
          <dd className="num strong">
            {figure.unit === 'milli'
              ? formatQty(roundQty(figure.value), unit)
              : figure.unit === 'share'
                ? formatPercent(figure.value)
                : formatCount(figure.value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
