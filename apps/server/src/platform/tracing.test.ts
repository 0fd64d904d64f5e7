import { createServer } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { inSpan, startRequestSpan, startTracing } from './tracing.ts';

const bodies: string[] = [];
const collector = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    bodies.push(`${request.url ?? ''} ${body}`);
    response.end('{}');
  });
});

afterAll(() => collector.close());

describe('tracing', () => {
  it('costs nothing and names no trace without a collector', async () => {
    const end = await startTracing(undefined);
    expect(startRequestSpan('GET', {}).traceId).toBeUndefined();
    await end();
  });

  it("sends a request's span and the spans within it as children of the caller's trace", async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const address = collector.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const end = await startTracing(`http://127.0.0.1:${port}/`);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const span = startRequestSpan('POST', { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    await new Promise<void>((resolve) =>
      span.run(() => void inSpan('sales.sale.capture', {}, () => Promise.resolve()).then(resolve)),
    );
    span.end('/api/v1/sales', 200);
    await end();
    const sent = bodies.join('\n');
    expect(span.traceId).toBe(trace);
    expect(sent).toContain('/v1/traces');
    expect(sent.split(trace).length - 1).toBe(2);
    expect(sent).toContain('sales.sale.capture');
    expect(sent).toContain('POST /api/v1/sales');
  });
});
