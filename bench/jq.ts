import { compile } from '@barrow/jq';
import { loadJq, type Jq } from 'jq-wasm';
import { typicalExpressions, type TypicalExpression } from './jq-expressions.ts';
import { rounded, type Measurement } from './report.ts';

const warmUpMs = 150;
const measuredMs = 250;
const peerEvaluations = 30;

export const jqNotes: readonly string[] = [
  'An evaluation runs one of 20 expressions (bench/jq-expressions.ts) on its input and takes all outputs. Ours is compiled once and gets',
  'the value; jq-wasm gets text and value by its json(), as its users call it. Both must give the same. The rate is that of going round',
  'all 20. smallest_ratio is that of the expression where the two are nearest.',
];

type Rates = { readonly expression: TypicalExpression; readonly ours: number; readonly peers: number };

/** Measures both on the same expressions, one after the other. Throws when they do not agree on an output. */
export async function benchJq(tell: (line: string) => void): Promise<readonly Measurement[]> {
  const jq = await loadJq();
  const rates = typicalExpressions.map((expression): Rates => {
    requireSame(jq, expression);
    const ours = ownRate(expression);
    const peers = peerRate(jq, expression);
    tell(`${String(Math.round(ours)).padStart(9)}/s  ${String(Math.round(peers)).padStart(5)}/s  ${expression.source}`);
    return { expression, ours, peers };
  });
  const ratio = ({ ours, peers }: Rates): number => ours / peers;
  return [
    {
      metric: 'evaluations_per_s',
      value: rounded(roundRobin(rates.map(({ ours }) => ours))),
      unit: '1/s',
      peer: { name: `jq-wasm 3.0.0 (${jq.version})`, value: rounded(roundRobin(rates.map(({ peers }) => peers))) },
    },
    { metric: 'smallest_ratio', value: rounded(Math.min(...rates.map(ratio))), unit: 'x' },
  ];
}

/** Evaluations a second when each is done as often as the others. */
function roundRobin(rates: readonly number[]): number {
  return rates.length / rates.reduce((seconds, rate) => seconds + 1 / rate, 0);
}

function requireSame(jq: Jq, { source, input }: TypicalExpression): void {
  const ours = JSON.stringify(compile(source).run(input));
  const theirs = JSON.stringify(jq.json(JSON.stringify(input), source));
  if (ours !== theirs) throw new Error(`${source} gives ${ours}, and with jq-wasm ${theirs}`);
}

function ownRate({ source, input }: TypicalExpression): number {
  const program = compile(source);
  const runFor = (ms: number): number => {
    const started = performance.now();
    let evaluations = 0;
    for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - started) {
      for (let at = 0; at < 200; at += 1) program.run(input);
      evaluations += 200;
    }
    return (evaluations * 1000) / (performance.now() - started);
  };
  runFor(warmUpMs);
  return runFor(measuredMs);
}

function peerRate(jq: Jq, { source, input }: TypicalExpression): number {
  const text = JSON.stringify(input);
  const started = performance.now();
  for (let at = 0; at < peerEvaluations; at += 1) jq.json(text, source);
  return (peerEvaluations * 1000) / (performance.now() - started);
}
