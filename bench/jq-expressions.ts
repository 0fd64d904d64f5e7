import type { JqValue } from '@barrow/jq';

export type TypicalExpression = { readonly source: string; readonly input: JqValue };

const lines = Array.from({ length: 12 }, (_, at) => ({
  item: `FERN-${100 + at}`,
  name: `Item number ${at}`,
  qty: (at * 7) % 5,
  price: 1.5 + at,
  tags: at % 3 === 0 ? ['fresh', 'local'] : ['dry'],
}));

const order = {
  id: '0192f3c4-6f1e-7d2a-9b1e-3f5a7c9d1e2b',
  status: 'approved',
  supplier: { name: 'Brook & Sons', email: 'orders@brook.example', country: 'de' },
  location: { code: 'BER-M', capacity: 40 },
  placedAt: '2026-11-26T08:15:30Z',
  total: 118.4,
  limit: 100,
  lines,
  notes: null,
};

/** What workflows ask all day: conditions, fields, messages, small lists. */
export const typicalExpressions: readonly TypicalExpression[] = [
  { source: '.supplier.email', input: order },
  { source: '.total > .limit and .status == "approved"', input: order },
  { source: '{id, supplier: .supplier.name, lines: (.lines | length)}', input: order },
  { source: '[.lines[] | select(.qty > 2) | {item, qty}]', input: order },
  { source: '.lines | map(.qty * .price) | add', input: order },
  { source: 'if .total > 500 then "director" elif .total > .limit then "manager" else "none" end', input: order },
  { source: '"Order \\(.id[0:8]) of \\(.supplier.name): \\(.total) EUR"', input: order },
  { source: 'reduce .lines[] as $line ({}; .[$line.tags[0]] += $line.qty)', input: order },
  { source: '.lines | sort_by(-.price) | .[0:3] | map(.item)', input: order },
  { source: '.lines | group_by(.tags[0]) | map({tag: .[0].tags[0], count: length})', input: order },
  { source: '.placedAt | fromdate + 86400 | todate', input: order },
  { source: '.supplier.email | test("@[a-z]+\\\\.example$")', input: order },
  { source: '.lines | map(.name | gsub("number (?<n>\\\\d+)"; "no. \\(.n)"))', input: order },
  { source: '.notes // .supplier.country // "unknown" | ascii_upcase', input: order },
  { source: '.lines |= map(select(.qty > 0)) | .status = "sent"', input: order },
  { source: '. as {supplier: {$name}, location: {$code}} | "\\($code)-\\($name)"', input: order },
  { source: 'any(.lines[]; .qty == 0) and all(.lines[]; .price > 0)', input: order },
  { source: '.lines | map({(.item): .qty}) | add | to_entries | map(.value) | max', input: order },
  { source: '[.lines[].tags[]] | unique | join(", ")', input: order },
  { source: 'try (.lines[0].qty / .lines[0].nothing) catch "no quotient"', input: order },
];
