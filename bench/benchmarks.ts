import { backtestNotes, benchBacktest } from './backtest.ts';
import { benchFlow, flowNotes } from './flow.ts';
import { benchIngest, ingestNotes } from './ingest.ts';
import { benchJq, jqNotes } from './jq.ts';
import { benchLive, liveNotes } from './live.ts';
import type { Measurement } from './report.ts';
import type { Surroundings } from './surroundings.ts';
import { benchTill, tillNotes } from './till.ts';

export type BenchmarkOptions = { readonly organisations: number };

export type Benchmark = {
  readonly name: string;
  readonly summary: string;
  /** What the figures mean, and how they were taken. */
  readonly notes: readonly string[];
} & (
  | {
      readonly needs: 'database';
      readonly run: (surroundings: Surroundings, options: BenchmarkOptions) => Promise<readonly Measurement[]>;
    }
  | { readonly needs: 'nothing'; readonly run: (tell: (line: string) => void) => Promise<readonly Measurement[]> }
);

/** Every benchmark. A new one is one entry here and one file. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'ingest',
    summary: 'Sales through the public API, against COPY alone into the same tables',
    notes: ingestNotes,
    needs: 'database',
    run: (surroundings, { organisations }) => benchIngest(surroundings, organisations),
  },
  {
    name: 'live',
    summary: 'From the commit of a sale to 200 listeners at 500 sales a second',
    notes: liveNotes,
    needs: 'database',
    run: (surroundings) => benchLive(surroundings),
  },
  {
    name: 'jq',
    summary: 'Evaluations of 20 typical expressions, against jq-wasm',
    notes: jqNotes,
    needs: 'nothing',
    run: benchJq,
  },
  {
    name: 'flow',
    summary: 'Five-step durable workflow runs, beside DBOS and beside inserting the same journal rows',
    notes: flowNotes,
    needs: 'database',
    run: (surroundings, { organisations }) => benchFlow(surroundings, organisations),
  },
  {
    name: 'backtest',
    summary: 'A change of a workflow over the events of a period, beside reading these events alone',
    notes: backtestNotes,
    needs: 'database',
    run: benchBacktest,
  },
  {
    name: 'till',
    summary: 'A till with 20,000 items in Chromium, its outbox, and 500 tills that come back at once',
    notes: tillNotes,
    needs: 'database',
    run: benchTill,
  },
];
