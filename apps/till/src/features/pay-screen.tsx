import { formatDecimal, minorDigitsOf } from '@barrow/kernel';
import { priceBasket } from '@barrow/selling';
import { useState } from 'react';
import { cashOffers } from '../money/cash-offers.ts';
import { completeSale } from '../money/complete-sale.ts';
import { rulesAt } from '../money/rules.ts';
import { dueOf, type Method, type Tender } from '../money/settle-sale.ts';
import { Field } from '../parts/field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { KnownReceipt } from '../store/database.ts';
import { amountOf } from '../text/amount.ts';
import { useFormats, useWords } from '../text/language.ts';
import { useTill } from './till-context.ts';
import type { BasketInHand } from './use-basket.ts';

/** Takes payments until nothing is open, and completes the sale. */
export function PaySheet({
  hand,
  onSold,
  onClose,
}: {
  readonly hand: BasketInHand;
  readonly onSold: (receipt: KnownReceipt) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { money } = useFormats();
  const { place, device, staff } = useTill();
  const { currency, cashStepMinor } = place.location;
  const digits = minorDigitsOf(currency);
  const [tenders, setTenders] = useState<readonly Tender[]>([]);
  const [method, setMethod] = useState<Method>('cash');
  const [typed, setTyped] = useState('');
  const [voucher, setVoucher] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const priced = priceBasket(hand.basket, rulesAt(place, Date.now()));
  if (!priced.ok) return null;
  const asked: Tender = { method, amountMinor: 0 };
  const { leftMinor } = dueOf(priced.value, [...tenders, asked], cashStepMinor);
  const { leftMinor: openMinor } = dueOf(priced.value, tenders, cashStepMinor);
  const isBack = openMinor < 0;
  const isPaid = openMinor <= 0 && !(isBack && tenders.length === 0);

  const complete = async (all: readonly Tender[]): Promise<void> => {
    setBusy(true);
    try {
      onSold(await completeSale(place, device.code, hand.basketId, hand.basket, all, staff));
    } catch (problem) {
      setBusy(false);
      setError(problem instanceof Error ? problem.message : String(problem));
    }
  };
  const take = (amountMinor: number): void => {
    const reference = voucher.trim();
    const tender = { method, amountMinor, ...(method === 'voucher' && reference !== '' ? { reference } : {}) };
    const all = [...tenders, tender];
    setTenders(all);
    setTyped('');
    setError(undefined);
    const { leftMinor: rest } = dueOf(priced.value, all, cashStepMinor);
    if ((isBack && rest === 0) || (!isBack && rest <= 0)) void complete(all);
  };
  const typedMinor = amountOf(typed, digits);
  const amount =
    typed.trim() === '' ? leftMinor : typedMinor === null ? null : isBack ? -Math.abs(typedMinor) : typedMinor;
  const isTooMuch = method !== 'cash' && amount !== null && Math.abs(amount) > Math.abs(leftMinor);
  return (
    <Sheet title={isBack ? words.payBack : words.due} onClose={onClose}>
      <p className="due">{money(Math.abs(leftMinor), currency)}</p>
      {tenders.length === 0 ? null : (
        <ul className="lines">
          {tenders.map((one, index) => (
            <li key={index}>
              <span className="what">{words[one.method]}</span>
              <span className="amount">{money(one.amountMinor, currency)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="choices" role="group">
        {(['cash', 'card', 'voucher'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={method === one} onClick={() => setMethod(one)}>
            {words[one]}
          </button>
        ))}
      </div>
      {method === 'cash' && !isBack ? (
        <div className="choices">
          {cashOffers(leftMinor).map((offer, index) => (
            <button key={offer} type="button" disabled={isBusy} onClick={() => take(offer)}>
              {index === 0 ? `${words.exact} ` : ''}
              {money(offer, currency)}
            </button>
          ))}
        </div>
      ) : null}
      {method === 'card' ? <p>{words.cardAsk(money(Math.abs(amount ?? leftMinor), currency))}</p> : null}
      {method === 'voucher' ? (
        <Field
          label={words.voucherNumber}
          value={voucher}
          maxLength={100}
          onChange={(event) => setVoucher(event.currentTarget.value)}
        />
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null && amount !== 0 && !isTooMuch) take(amount);
          else if (isPaid) void complete(tenders);
        }}
      >
        <Field
          label={words.given}
          inputMode="decimal"
          placeholder={formatDecimal(Math.abs(leftMinor), digits, digits)}
          value={typed}
          error={(typed.trim() !== '' && typedMinor === null) || isTooMuch ? words.wrongNumber : error}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" className="primary" disabled={isBusy || amount === null || isTooMuch}>
          {method === 'card' ? words.cardDone : words.finish}
        </button>
      </form>
    </Sheet>
  );
}
