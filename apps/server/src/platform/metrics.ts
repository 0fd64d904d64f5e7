import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly salesCaptured: Counter<'outcome'>;
  readonly watch: (name: string, help: string, read: () => number | Promise<number>) => void;
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
  };
}
