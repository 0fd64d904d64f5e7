import type { FastifyInstance } from 'fastify';
import { errorCodes } from '@barrow/contracts';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}dt{font-family:monospace;font-weight:600;margin-top:1rem}:target{background:#ffec99}';

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The page that the `type` of a problem document points to: every code and what it means. */
export function addErrorPage(server: FastifyInstance): void {
  const list = Object.entries(errorCodes)
    .map(([code, meaning]) => `<dt id="${code}">${code}</dt><dd>${escape(meaning)}</dd>`)
    .join('');
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Barrow: error codes</title><style>${style}</style><h1>Error codes</h1><p>Each problem document carries one of these in <code>code</code>.</p><dl>${list}</dl></html>`;
  server.get('/docs/errors', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
}
