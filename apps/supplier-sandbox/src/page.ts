import { formatDecimal } from '@barrow/kernel';
import { defaultSupplier, modes, type Behaviour, type Mode } from './behaviour.ts';
import type { SandboxOrder } from './sandbox-face.ts';

const meanings: Readonly<Record<Mode, string>> = {
  acknowledge: 'accept every order',
  delay: 'answer later, by callback',
  'short-ship': 'deliver less than ordered',
  'over-ship': 'deliver more than ordered',
  refuse: 'refuse orders',
  fail: 'answer with an error',
  timeout: 'take the order, but hold the answer',
  malformed: 'answer with broken JSON',
};

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; }
form.behaviour { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
label { display: grid; font-size: .9rem; }
input, select, button { font: inherit; padding: .3rem .5rem; min-height: 2.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
ul { margin: 0; padding-left: 1rem; }
`;

/** At most this many orders are shown, the newest first. */
const shownOrders = 100;

/** The sandbox's only page, complete without scripts. Everything that came from outside is escaped. */
export function page(behaviours: Readonly<Record<string, Behaviour>>, orders: readonly SandboxOrder[]): string {
  const newest = orders.slice(-shownOrders).toReversed();
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Supplier sandbox</title><style>${style}</style></head><body><main>
<h1>Supplier sandbox</h1>
<p>Invented suppliers for demos and tests. Everything here is in memory and is gone when the sandbox stops. <a href="/">Reload</a> to see what is new.</p>
<h2>Behaviour</h2>
<ul>${Object.entries(behaviours).map(behaviourItem).join('')}</ul>
${behaviourForm(behaviours[defaultSupplier]?.mode ?? 'acknowledge')}
<h2>Orders received: ${orders.length}</h2>
${newest.length === 0 ? '<p>None yet. Barrow posts orders to <code>/orders</code> or <code>/suppliers/NAME/orders</code>.</p>' : orderTable(newest)}
</main></body></html>`;
}

function behaviourItem([supplier, { mode, ...settings }]: [string, Behaviour]): string {
  const name = supplier === defaultSupplier ? 'every other supplier' : supplier;
  const rest = Object.entries(settings).map(([key, value]) => `${key} ${String(value)}`);
  const more = rest.length === 0 ? '' : ` (${rest.join(', ')})`;
  return `<li><strong>${escapeHtml(name)}</strong>: ${meanings[mode]}${escapeHtml(more)}</li>`;
}

function behaviourForm(current: Mode): string {
  const options = modes.map(
    (mode) => `<option value="${mode}"${mode === current ? ' selected' : ''}>${mode}: ${meanings[mode]}</option>`,
  );
  const input = (name: string, label: string, attributes: string) =>
    `<label>${label}<input name="${name}" ${attributes}></label>`;
  return `<form class="behaviour" method="post" action="/control/behaviour">
${input('supplier', 'Supplier (empty: all others)', 'pattern="[A-Za-z0-9_.\\-]{1,64}"')}
<label>Mode<select name="mode">${options.join('')}</select></label>
<label>Answer by<select name="answerBy"><option>response</option><option>callback</option></select></label>
${input('delayMs', 'Delay, ms', 'type="number" min="0" max="86400000"')}
${input('lateDays', 'Days late', 'type="number" min="0" max="365"')}
${input('times', 'Fail this often', 'type="number" min="0" max="1000"')}
${input('shortShare', 'Short share', 'type="number" min="0" max="1" step="0.05"')}
${input('overShare', 'Over share', 'type="number" min="1" max="10" step="0.05"')}
<button>Switch</button></form>`;
}

function orderTable(orders: readonly SandboxOrder[]): string {
  const head = ['Received', 'Supplier', 'Order', 'For', 'Lines', 'Attempts', 'Answer', 'Dispatched', 'Sent to Barrow'];
  return `<div class="scroll" tabindex="0" role="region" aria-label="Orders"><table>
<thead><tr>${head.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>
<tbody>${orders.map(orderRow).join('\n')}</tbody></table></div>`;
}

function orderRow(taken: SandboxOrder): string {
  const { order, acknowledgement, advices, posted } = taken;
  const lines = order.lines.map(
    (line) =>
      `<li>${formatDecimal(line.qtyMilli, 3)} ${escapeHtml(line.unit)} ${escapeHtml(line.supplierItemCode)} ${escapeHtml(line.itemName)}</li>`,
  );
  const answer = acknowledgement === null ? 'none yet' : `${acknowledgement.status} ${acknowledgement.reference ?? ''}`;
  const dispatch = `<form method="post" action="/control/orders/${encodeURIComponent(order.orderId)}/dispatch"><button>Send now</button></form>`;
  const sent = posted.map(({ kind, outcome }) => `<li>${kind}: ${escapeHtml(outcome)}</li>`);
  const cells = [
    escapeHtml(taken.receivedAt),
    escapeHtml(taken.supplier),
    `${escapeHtml(order.number)}${taken.signed ? ', signed' : ''}`,
    `${escapeHtml(order.shipTo.name)}, ${escapeHtml(order.requestedDeliveryDay)}`,
    `<ul>${lines.join('')}</ul>`,
    String(taken.attempts),
    `${taken.answerStatus}: ${escapeHtml(answer)}`,
    advices.length > 0 ? advices.map((advice) => escapeHtml(advice.deliveryReference)).join(', ') : dispatch,
    `<ul>${sent.join('')}</ul>`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
