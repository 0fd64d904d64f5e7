import { parseArgs } from 'node:util';
import { createSupplierSandbox } from './sandbox.ts';

const usage = `Usage: node apps/supplier-sandbox/src/main.ts [options]
Suppliers for demos and tests, which behave as they are told. State is in memory only.

  --port N            port to listen on; 0 takes a free one (default 4790)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --barrow-url URL    where Barrow runs; acknowledgements go only there
  --api-key KEY       Barrow's API key for the supplier (or SUPPLIER_SANDBOX_API_KEY, which other users cannot see)
  --secret [NAME=]S   signing secret whsec_... of supplier NAME, or of all (or SUPPLIER_SANDBOX_SECRET); may be repeated
  --seed TEXT         what references are made of (default sandbox)
  --help              this text
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4790' },
    host: { type: 'string', default: '127.0.0.1' },
    'barrow-url': { type: 'string' },
    'api-key': { type: 'string' },
    secret: { type: 'string', multiple: true },
    seed: { type: 'string', default: 'sandbox' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else await run();

async function run(): Promise<void> {
  const apiKey = values['api-key'] ?? process.env['SUPPLIER_SANDBOX_API_KEY'];
  const barrowUrl = values['barrow-url'];
  const secrets = [...(values.secret ?? []), process.env['SUPPLIER_SANDBOX_SECRET'] ?? ''].filter(
    (text) => text !== '',
  );
  const sandbox = createSupplierSandbox({
    ...(barrowUrl === undefined ? {} : { barrowUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    secrets: Object.fromEntries(secrets.map(parseSecret)),
    seed: values.seed,
  });
  const stop = () => void sandbox.close().then(() => process.stdout.write('supplier sandbox stopped\n'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const address = await sandbox.listen({ port: Number(values.port), host: values.host });
  process.stdout.write(`supplier sandbox listening on ${address} (orders are kept in memory only)\n`);
}

/** `NAME=whsec_...` or `whsec_...`; base64 may itself end with `=`. */
function parseSecret(text: string): [string, string] {
  const match = /^(?:([A-Za-z0-9_.-]{1,64})=)?(whsec_.+)$/.exec(text);
  if (match === null) throw new Error('A secret is NAME=whsec_... or whsec_...');
  return [match[1] ?? 'default', match[2] ?? ''];
}
