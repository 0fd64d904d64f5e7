import type { PurchaseOrderStatus } from '@barrow/contracts';
import { describe, expect, it } from 'vitest';
import { decideOrder, evolveOrder, outstandingMilli, type OrderCommand, type OrderState } from './order-machine.ts';

const line = {
  lineNo: 1,
  qtyMilli: 10_000,
  confirmedMilli: null,
  advisedMilli: 0,
  receivedMilli: 0,
  damagedMilli: 0,
  reason: null,
};
const draft: OrderState = {
  status: 'draft',
  delivery: 'none',
  series: 0,
  newSeries: true,
  reference: null,
  expectedDay: null,
  refusal: null,
  lines: [line, { ...line, lineNo: 2, qtyMilli: 4000 }],
};

/** The state after some commands, each of which must be possible. */
function after(state: OrderState, ...commands: OrderCommand[]): OrderState {
  return commands.reduce((now, command) => {
    const decision = decideOrder(now, command);
    if (!decision.ok) throw new Error(`${command.kind} is refused when ${now.status}`);
    return decision.value.reduce(evolveOrder, now);
  }, state);
}

const place: OrderCommand = { kind: 'place', byHand: false };
const accept: OrderCommand = {
  kind: 'acknowledge',
  acknowledgement: { status: 'accepted', lines: [], reference: 'S-1' },
};
const partly: OrderCommand = {
  kind: 'acknowledge',
  acknowledgement: { status: 'partly', lines: [{ lineNo: 1, confirmedQtyMilli: 6000, reason: 'short' }] },
};
const refuse: OrderCommand = { kind: 'acknowledge', acknowledgement: { status: 'refused', lines: [], reason: 'no' } };
const receive = (first: number, second: number): OrderCommand => ({
  kind: 'receive',
  lines: [
    { lineNo: 1, receivedMilli: first, damagedMilli: 0 },
    { lineNo: 2, receivedMilli: second, damagedMilli: 0 },
  ],
});

const sent = after(draft, { kind: 'approve' }, place);
const states = {
  draft,
  approved: after(draft, { kind: 'approve' }),
  'approved, not delivered': after(sent, { kind: 'undelivered', reason: 'down' }),
  sent,
  acknowledged: after(sent, accept),
  'part-received': after(sent, accept, receive(5000, 0)),
  received: after(sent, accept, receive(10_000, 4000)),
  closed: after(sent, accept, { kind: 'close' }),
  cancelled: after(sent, { kind: 'cancel' }),
} satisfies Record<string, OrderState>;
type Name = keyof typeof states;

const commands = {
  change: { kind: 'change', lines: [{ lineNo: 1, qtyMilli: 1000 }] },
  approve: { kind: 'approve' },
  reopen: { kind: 'reopen' },
  place,
  delivered: { kind: 'delivered' },
  undelivered: { kind: 'undelivered', reason: 'down' },
  accept,
  partly,
  refuse,
  advise: { kind: 'advise', day: '2026-03-04', lines: [{ lineNo: 1, shippedQtyMilli: 10_000 }] },
  'receive some': receive(1000, 0),
  'receive all': receive(10_000, 4000),
  close: { kind: 'close' },
  cancel: { kind: 'cancel' },
} satisfies Record<string, OrderCommand>;

const noCells: Record<Name, '-'> = {
  draft: '-',
  approved: '-',
  'approved, not delivered': '-',
  sent: '-',
  acknowledged: '-',
  'part-received': '-',
  received: '-',
  closed: '-',
  cancelled: '-',
};

// `-` is refused; a status is where it leads, the same when it changes details only; `=` says that nothing happens.
const table: Record<keyof typeof commands, Record<Name, PurchaseOrderStatus | '-' | '='>> = {
  change: row('draft', '-', '-', '-', '-', '-', '-', '-', '-'),
  approve: row('approved', '-', '-', '-', '-', '-', '-', '-', '-'),
  reopen: row('-', 'draft', 'draft', '-', '-', '-', '-', '-', '-'),
  place: row('-', 'sent', 'sent', '-', '-', '-', '-', '-', '-'),
  delivered: row('=', '=', '=', 'sent', '=', '=', '=', '=', '='),
  undelivered: row('=', '=', '=', 'approved', '=', '=', '=', '=', '='),
  accept: row('-', '-', 'acknowledged', 'acknowledged', '=', '=', '=', '-', '-'),
  partly: row('-', '-', 'acknowledged', 'acknowledged', 'acknowledged', 'part-received', 'received', '-', '-'),
  refuse: row('-', '-', 'draft', 'draft', 'draft', '-', '-', '-', '-'),
  advise: row('-', '-', 'sent', 'sent', 'acknowledged', 'part-received', 'received', '-', '-'),
  'receive some': row(
    '-',
    '-',
    'part-received',
    'part-received',
    'part-received',
    'part-received',
    'received',
    '-',
    '-',
  ),
  'receive all': row('-', '-', 'received', 'received', 'received', 'received', 'received', '-', '-'),
  close: row('-', '-', '-', 'closed', 'closed', 'closed', 'closed', '-', '-'),
  cancel: row('cancelled', 'cancelled', 'cancelled', 'cancelled', 'cancelled', '-', '-', '-', '-'),
};

function row(...cells: readonly (PurchaseOrderStatus | '-' | '=')[]): Record<Name, PurchaseOrderStatus | '-' | '='> {
  const names: readonly Name[] = [
    'draft',
    'approved',
    'approved, not delivered',
    'sent',
    'acknowledged',
    'part-received',
    'received',
    'closed',
    'cancelled',
  ];
  const made: Partial<Record<Name, PurchaseOrderStatus | '-' | '='>> = {};
  names.forEach((name, index) => (made[name] = cells[index] ?? '-'));
  return { ...noCells, ...made };
}

function outcomeOf(state: OrderState, command: OrderCommand): PurchaseOrderStatus | '-' | '=' {
  const decision = decideOrder(state, command);
  if (!decision.ok) return '-';
  return decision.value.length === 0 ? '=' : decision.value.reduce(evolveOrder, state).status;
}

describe('a purchase order', () => {
  const cells = Object.entries(commands).flatMap(([command, value]) =>
    Object.entries(states).map(([state, before]) => ({ command, state, value, before })),
  );

  it.each(cells)('that is $state answers to $command as the table says', ({ command, state, value, before }) => {
    const expected = Object.entries(table).find(([name]) => name === command)?.[1];
    expect(outcomeOf(before, value)).toBe(Object.entries(expected ?? {}).find(([name]) => name === state)?.[1]);
  });

  it('keeps its series when a message that did not arrive is placed again, and begins another after a change or a refusal', () => {
    expect(after(states['approved, not delivered'], place)).toMatchObject({ series: 1, delivery: 'waiting' });
    const reopened = after(states['approved, not delivered'], { kind: 'reopen' });
    expect(after(reopened, { kind: 'approve' }, place).series).toBe(1);
    expect(after(reopened, commands.change, { kind: 'approve' }, place).series).toBe(2);
    expect(after(sent, refuse, { kind: 'approve' }, place)).toMatchObject({ series: 2, refusal: null });
  });

  it('is received once all that was confirmed came, and again open when the supplier confirms more', () => {
    const confirmed = after(sent, partly);
    expect(confirmed.lines.map(outstandingMilli)).toEqual([6000, 4000]);
    const received = after(confirmed, receive(6000, 4000));
    expect(received.status).toBe('received');
    expect(after(received, accept)).toMatchObject({ status: 'part-received', reference: 'S-1' });
  });

  it('counts what came damaged apart, and what came over as received', () => {
    const state = after(sent, accept, {
      kind: 'receive',
      lines: [
        { lineNo: 1, receivedMilli: 12_000, damagedMilli: 0 },
        { lineNo: 2, receivedMilli: 3000, damagedMilli: 1000 },
      ],
    });
    expect(state).toMatchObject({
      status: 'part-received',
      lines: [{ receivedMilli: 12_000 }, { damagedMilli: 1000 }],
    });
    expect(state.lines.map(outstandingMilli)).toEqual([0, 1000]);
  });

  it('forgets what was confirmed when the supplier refuses after all, and takes a repeated refusal as said', () => {
    const refused = after(sent, partly, refuse);
    expect(refused).toMatchObject({
      status: 'draft',
      refusal: 'no',
      newSeries: true,
      lines: [{ confirmedMilli: null }, {}],
    });
    expect(outcomeOf(refused, refuse)).toBe('=');
  });

  it('refuses lines that it does not have, or that come twice', () => {
    const twice: OrderCommand = {
      kind: 'advise',
      day: '2026-03-04',
      lines: [
        { lineNo: 2, shippedQtyMilli: 1 },
        { lineNo: 2, shippedQtyMilli: 1 },
      ],
    };
    expect(decideOrder(sent, twice)).toMatchObject({ ok: false, reason: 'line', detail: 1 });
    const unknown: OrderCommand = { kind: 'receive', lines: [{ lineNo: 9, receivedMilli: 1, damagedMilli: 0 }] };
    expect(decideOrder(sent, unknown)).toMatchObject({ ok: false, reason: 'line', detail: 0 });
  });

  it('that is told by hand waits for no message', () => {
    const byHand = after(draft, { kind: 'approve' }, { kind: 'place', byHand: true });
    expect(byHand).toMatchObject({ status: 'sent', delivery: 'none' });
    expect(after(byHand, accept)).toMatchObject({ status: 'acknowledged', delivery: 'none' });
  });
});
