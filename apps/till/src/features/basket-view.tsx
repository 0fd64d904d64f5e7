import { divRound, microPerMinor } from '@barrow/kernel';
import type { PricedBasket } from '@barrow/selling';
import { useState } from 'react';
import { Sheet } from '../parts/sheet.tsx';
import { useLive } from '../parts/use-live.ts';
import { database } from '../store/database.ts';
import { useFormats, useWords } from '../text/language.ts';
import { useTill } from './till-context.ts';
import { useGraceOver } from './use-grace.ts';
import type { BasketInHand } from './use-basket.ts';

export function BasketView({
  hand,
  priced,
  onEdit,
  onPay,
}: {
  readonly hand: BasketInHand;
  readonly priced: PricedBasket | null;
  readonly onEdit: (lineId: string) => void;
  readonly onPay: () => void;
}) {
  const words = useWords();
  const { money, quantity } = useFormats();
  const { place } = useTill();
  const { currency, taxInclusive } = place.location;
  const { lines } = hand.basket;
  const isGraceOver = useGraceOver();
  const totals = priced?.sale.totals;
  const promoted = (priced?.promotions ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    <section className="basket" aria-label={words.sell}>
      {lines.length === 0 ? (
        <div className="empty">
          <strong>{words.basketEmpty}</strong>
          <span className="muted">{words.basketHint}</span>
        </div>
      ) : (
        <ul className="lines">
          {lines.map((line, index) => {
            const sold = priced?.sale.lines[index];
            return (
              <li key={line.lineId}>
                <button type="button" onClick={() => onEdit(line.lineId)}>
                  <span className="what">{line.description}</span>
                  <span className="muted">
                    {quantity(line.qtyMilli)} ×{' '}
                    {money(divRound(line.unitPriceMicro, microPerMinor(currency)), currency)}
                    {sold === undefined || sold.discountMinor === 0
                      ? ''
                      : ` − ${money(Math.abs(sold.discountMinor), currency)}`}
                  </span>
                  <span className="amount">
                    {sold === undefined ? '' : money(taxInclusive ? sold.lineTotalMinor : sold.netMinor, currency)}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <dl className="totals">
        {promoted === 0 ? null : (
          <div className="muted">
            <dt>{words.promotions}</dt>
            <dd>−{money(promoted, currency)}</dd>
          </div>
        )}
        {totals === undefined || totals.taxMinor === 0 ? null : (
          <div className="muted">
            <dt>{taxInclusive ? words.tax : words.plusTax}</dt>
            <dd>{money(totals.taxMinor, currency)}</dd>
          </div>
        )}
        <div className="total">
          <dt>{words.total}</dt>
          <dd aria-live="polite">{money(totals?.totalMinor ?? 0, currency)}</dd>
        </div>
      </dl>
      <div className="actions">
        <HeldBaskets hand={hand} />
        <button type="button" disabled={lines.length === 0} onClick={hand.putAside}>
          {words.hold}
        </button>
        <button type="button" disabled={lines.length === 0} onClick={hand.clear}>
          {words.clear}
        </button>
        <button
          type="button"
          className="primary pay"
          disabled={lines.length === 0 || priced === null || isGraceOver}
          onClick={onPay}
        >
          {words.pay}
        </button>
      </div>
    </section>
  );
}

function HeldBaskets({ hand }: { readonly hand: BasketInHand }) {
  const words = useWords();
  const { time } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const all = useLive(() => database.baskets.orderBy('changedAtMs').reverse().limit(50).toArray(), 'baskets') ?? [];
  const others = all.filter(({ basketId }) => basketId !== hand.basketId);
  if (others.length === 0) return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {words.heldBaskets(others.length)}
      </button>
      {isOpen ? (
        <Sheet title={words.recall} onClose={() => setOpen(false)}>
          <ul className="lines">
            {others.map((one) => (
              <li key={one.basketId}>
                <button
                  type="button"
                  onClick={() => {
                    hand.takeUp(one);
                    setOpen(false);
                  }}
                >
                  <span className="what">{one.lines.map(({ description }) => description).join(', ')}</span>
                  <span className="muted">{time(one.changedAtMs)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </>
  );
}
