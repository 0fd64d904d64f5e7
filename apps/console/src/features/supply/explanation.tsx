import { explainedFigures, explainOrder, type OrderExplanation } from '@barrow/inventory';
import { formatCount, formatPercent, formatQty } from '../../format/number.ts';
import { formatDayShort } from '../../format/time.ts';
import { GridTable } from '../../parts/grid-table.tsx';
import { text } from './messages.ts';

const names: Readonly<Record<string, string>> = text.figures;

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

/** Why a quantity is what it is: sentences, then every number. `sentences` replaces the console's own where the server knows more. */
export function Explanation({
  explanation,
  unit,
  sentences,
}: {
  readonly explanation: OrderExplanation;
  readonly unit: string | undefined;
  readonly sentences?: readonly string[];
}) {
  const quantity = (qtyMilli: number): string => formatQty(qtyMilli, unit);
  const told = sentences ?? explainOrder(explanation, { quantity, day: formatDayShort, share: formatPercent });
  const figures = explainedFigures(explanation).filter(
    (figure) => figure.unit !== 'milli' || figure.value !== 0 || figure.name === 'orderMilli',
  );
  return (
    <div className="stack">
      <ol className="sentences">
        {told.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      <div className="card">
        <GridTable
          label={text.why}
          rows={figures}
          keyOf={(figure) => figure.name}
          columns={[
            { header: text.figure, bare: true, cell: (figure) => names[figure.name] ?? figure.name },
            {
              header: text.figureValue,
              right: true,
              cell: (figure) => (
                <span className="num">
                  {figure.unit === 'milli'
                    ? quantity(figure.value)
                    : figure.unit === 'share'
                      ? formatPercent(figure.value)
                      : formatCount(figure.value)}
                </span>
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}
