import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type GaugeOf = { readonly name: string; readonly help: string; readonly label?: string };
export type Figure = { readonly name: string; readonly label: string; readonly value: number | null };

/** Figures that were read so recently are told again: several gauges, or scrapers, share them. */
const figuresLastMs = 1_000;

export type Metrics = {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly salesCaptured: Counter<'outcome'>;
  readonly watch: (name: string, help: string, read: () => number | Promise<number>) => void;
  /** Gauges that are read together, at most once a second, by the names that the rows of `read` bear. A label without a row is absent. */
  readonly watchSet: (gauges: Readonly<Record<string, GaugeOf>>, read: () => Promise<readonly Figure[]>) => void;
  /** A counter; with `label` it counts each value by itself. */
  readonly count: (name: string, help: string, label?: string) => (by: number, value?: string) => void;
};

/** The process' Prometheus metrics. One set a server, so that tests can start several. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'barrow_http_request_seconds',
      help: 'Time from request to response',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    }),
    salesCaptured: new Counter({
      name: 'barrow_sales_captured_total',
      help: 'Sales by what became of them',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    watch(name, help, read) {
      const gauge = new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          // What cannot be read now (the database is away) is told as not a number; the other metrics still are.
          gauge.set(
            await Promise.resolve()
              .then(read)
              .catch(() => Number.NaN),
          );
        },
      });
    },
    watchSet(gauges, read) {
      let shared: { readonly atMs: number; readonly figures: Promise<readonly Figure[]> } | undefined;
      const figures = (): Promise<readonly Figure[]> => {
        const nowMs = performance.now();
        if (shared === undefined || nowMs - shared.atMs > figuresLastMs) shared = { atMs: nowMs, figures: read() };
        return shared.figures;
      };
      for (const [key, { name, help, label }] of Object.entries(gauges)) {
        const gauge = new Gauge({
          name,
          help,
          labelNames: label === undefined ? [] : [label],
          registers: [registry],
          async collect() {
            gauge.reset();
            const rows = (await figures().catch((): readonly Figure[] => [])).filter((row) => row.name === key);
            for (const row of rows) gauge.set(label === undefined ? {} : { [label]: row.label }, row.value ?? 0);
          },
        });
      }
    },
    count(name, help, label) {
      const counter = new Counter({
        name,
        help,
        labelNames: label === undefined ? [] : [label],
        registers: [registry],
      });
      return (by, value) => counter.inc(label === undefined || value === undefined ? {} : { [label]: value }, by);
    },
  };
}
