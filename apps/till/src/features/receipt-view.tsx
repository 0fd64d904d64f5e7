import { useFormats, useWords } from '../text/language.ts';
import type { KnownReceipt } from '../store/database.ts';
import { useTill } from './till-context.ts';

/** A receipt as it is shown and printed. */
export function ReceiptView({ receipt }: { readonly receipt: KnownReceipt }) {
  const words = useWords();
  const { money, quantity, time } = useFormats();
  const { place } = useTill();
  const { currency } = receipt;
  const methods: Readonly<Record<string, string>> = { cash: words.cash, card: words.card, voucher: words.voucher };
  return (
    <article className="receipt" aria-label={words.receipt}>
      <header>
        <strong>{place.organisation}</strong>
        <div>{place.location.name}</div>
        <div>{place.location.address}</div>
      </header>
      <div className="muted">
        {receipt.number} · {time(receipt.atMs)}
        {receipt.staffName === null ? '' : ` · ${receipt.staffName}`}
      </div>
      {receipt.voided ? <strong className="bad">{words.voided}</strong> : null}
      <ul>
        {receipt.lines.map((line) => (
          <li key={line.lineNo}>
            <span>
              {quantity(line.qtyMilli)} × {line.description}
              {line.discountMinor === 0 ? null : (
                <span className="muted">
                  {' '}
                  ({words.discount} {money(Math.abs(line.discountMinor), currency)})
                </span>
              )}
            </span>
            <span>{money(line.lineTotalMinor, currency)}</span>
          </li>
        ))}
      </ul>
      <dl>
        {receipt.roundingMinor === 0 ? null : (
          <div>
            <dt>±</dt>
            <dd>{money(receipt.roundingMinor, currency)}</dd>
          </div>
        )}
        <div className="total">
          <dt>{words.total}</dt>
          <dd>{money(receipt.totalMinor, currency)}</dd>
        </div>
        {receipt.taxes.map((tax) => (
          <div key={`${tax.code} ${tax.ratePpm}`} className="muted">
            <dt>
              {tax.code} {tax.ratePpm / 10_000} %
            </dt>
            <dd>{money(tax.taxMinor, currency)}</dd>
          </div>
        ))}
        {receipt.payments.map((payment, index) => (
          <div key={index}>
            <dt>{methods[payment.method] ?? payment.method}</dt>
            <dd>{money(payment.amountMinor + (payment.method === 'cash' ? receipt.changeMinor : 0), currency)}</dd>
          </div>
        ))}
        {receipt.changeMinor === 0 ? null : (
          <div>
            <dt>{words.change}</dt>
            <dd>{money(receipt.changeMinor, currency)}</dd>
          </div>
        )}
      </dl>
    </article>
  );
}
