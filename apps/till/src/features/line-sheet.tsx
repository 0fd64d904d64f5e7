import type { TillItem } from '@barrow/contracts';
import { formatDecimal, minorDigitsOf } from '@barrow/kernel';
import type { BasketLine } from '@barrow/selling';
import { useState, type FormEvent } from 'react';
import { Field } from '../parts/field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { amountOf } from '../text/amount.ts';
import { useWords } from '../text/language.ts';
import { useTill } from './till-context.ts';

/** How much of it, at what price, with what discount. Goods that come back are as they were sold. */
export function LineSheet({
  line,
  unit,
  onChange,
  onClose,
}: {
  readonly line: BasketLine;
  readonly unit: TillItem['unit'];
  readonly onChange: (next: BasketLine | null) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { isManager, place } = useTill();
  const isReturn = line.returnOf !== undefined;
  const unpriced = line.unitPriceMicro === 0 && line.priceReason === undefined;
  const digits = minorDigitsOf(place.location.currency);
  const [qty, setQty] = useState(formatDecimal(line.qtyMilli, 3));
  const [price, setPrice] = useState(unpriced ? '' : formatDecimal(line.unitPriceMicro, 6, digits));
  const [reason, setReason] = useState(line.priceReason ?? '');
  const before = line.discount !== undefined && 'ratePpm' in line.discount ? line.discount.ratePpm : 0;
  const [percent, setPercent] = useState(before === 0 ? '' : formatDecimal(before, 4));
  const qtyMilli = amountOf(qty, 3);
  const unitPriceMicro = amountOf(price, 6);
  const ratePpm = percent.trim() === '' ? 0 : amountOf(percent, 4);
  const isOtherPrice = unitPriceMicro !== null && unitPriceMicro !== line.unitPriceMicro && !unpriced;
  const isWhole = unit !== 'each' || (qtyMilli ?? 0) % 1_000 === 0;
  const isGood =
    qtyMilli !== null &&
    qtyMilli > 0 &&
    isWhole &&
    unitPriceMicro !== null &&
    unitPriceMicro >= 0 &&
    ratePpm !== null &&
    ratePpm >= 0 &&
    ratePpm <= 1_000_000 &&
    (!isOtherPrice || reason.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isGood) return;
    const { discount: _discount, priceReason: _reason, ...bare } = line;
    onChange({
      ...bare,
      qtyMilli,
      unitPriceMicro,
      ...(isOtherPrice || line.priceReason !== undefined ? { priceReason: reason.trim() } : {}),
      ...(ratePpm === 0 ? {} : { discount: { ratePpm } }),
    });
    onClose();
  };
  return (
    <Sheet title={line.description} onClose={onClose}>
      <form onSubmit={submit}>
        {isReturn ? null : (
          <>
            <Field
              label={words.quantity}
              inputMode="decimal"
              value={qty}
              autoFocus
              error={qtyMilli === null || qtyMilli <= 0 || !isWhole ? words.wrongNumber : undefined}
              onChange={(event) => setQty(event.currentTarget.value)}
            />
            {isManager || unpriced ? (
              <Field
                label={words.price}
                inputMode="decimal"
                value={price}
                error={unitPriceMicro === null ? words.wrongNumber : undefined}
                onChange={(event) => setPrice(event.currentTarget.value)}
              />
            ) : null}
            {isOtherPrice || line.priceReason !== undefined ? (
              <Field
                label={words.priceReason}
                value={reason}
                required
                maxLength={200}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            ) : null}
            {isManager ? (
              <Field
                label={words.discountPercent}
                inputMode="decimal"
                value={percent}
                error={ratePpm === null || ratePpm < 0 || ratePpm > 1_000_000 ? words.wrongNumber : undefined}
                onChange={(event) => setPercent(event.currentTarget.value)}
              />
            ) : null}
          </>
        )}
        <div className="actions">
          <button
            type="button"
            onClick={() => {
              onChange(null);
              onClose();
            }}
          >
            {words.remove}
          </button>
          {isReturn ? null : (
            <button type="submit" className="primary" disabled={!isGood}>
              {words.done}
            </button>
          )}
        </div>
      </form>
    </Sheet>
  );
}
