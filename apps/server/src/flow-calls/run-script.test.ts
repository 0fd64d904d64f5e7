import type { JsonObject, JsonValue } from '@barrow/flow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type Service } from './call-fixture.ts';

let service: Service;
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

beforeAll(async () => {
  service = await startService((_request, response) => void response.end('console.log("from elsewhere")'));
});
afterAll(() => service.close());

const script = (text: string, more: JsonObject = {}): JsonObject => ({
  language: 'js',
  code: { kind: 'inline', text },
  stdin: 'Hello Workflow',
  arguments: ['hello', 3],
  environment: { foo: 'bar' },
  ...more,
});
const run = async (text: string, more: JsonObject = {}): Promise<JsonValue> => {
  const outcome = await service.perform('script', script(text, more));
  return outcome.ok ? outcome.output : { failed: outcome.error.type.split('/').at(-1) ?? '' };
};

test('a script has its arguments, environment and standard input', async () => {
  expect(await run(`const [_, __, arg, n] = process.argv; console.log('arg >', arg, n, process.env.foo);`)).toEqual({
    code: 0,
    stdout: 'arg > hello 3 bar\n',
    stderr: '',
  });
  const reading = `// Reading\nimport { readFileSync } from 'node:fs';\nconsole.log(readFileSync(process.stdin.fd, 'utf8'));`;
  expect(await run(reading)).toMatchObject({ code: 0, stdout: 'Hello Workflow\n' });
  expect(await run(`console.error('%s has %d', 'shop', 4, { a: [1] }); process.exit(3)`)).toEqual({
    code: 3,
    stdout: '',
    stderr: 'shop has 4 {"a":[1]}\n',
  });
});

test('named arguments are variables, and a returned value is given back', async () => {
  const returning = `function ok(text) { return /@/.test(text); }\nawait null;\nreturn { isValid: ok(emailAddress) };`;
  expect(await run(returning, { arguments: { emailAddress: 'a@b' } })).toMatchObject({ value: { isValid: true } });
});

test('a script may come from elsewhere', async () => {
  const code = {
    kind: 'external',
    resource: { name: null, endpoint: { uri: `${service.url}/s.js`, authentication: null } },
  };
  expect(await run('', { code })).toMatchObject({ stdout: 'from elsewhere\n' });
});

test('a script that throws or does not parse ends with code 1 and says where', { timeout: 60_000 }, async () => {
  expect(await run(`\nthrow new Error('no stock')`)).toMatchObject({
    code: 1,
    stderr: like(/Error: no stock[\s\S]*script\.js:2/),
  });
  expect(await run('this is not a script')).toMatchObject({ code: 1, stderr: like(/SyntaxError/) });
  expect(await run('await new Promise(() => {})')).toMatchObject({ code: 13 });
});

test('there is no network, no file, no other module and no way to the host', async () => {
  const found = await run(
    `const names = ['fetch', 'XMLHttpRequest', 'WebSocket', 'Deno', 'os', 'std', '__host', 'setTimeout'];
     let file = 'readable'; try { require('fs').readFileSync('/etc/passwd'); } catch { file = 'refused'; }
     let module = 'loaded'; try { await import('node:net'); } catch { module = 'refused'; }
     return { there: names.filter((name) => name in globalThis), file, module };`,
  );
  expect(found).toMatchObject({ value: { there: [], file: 'refused', module: 'refused' } });
});

test('time and memory are bounded', { timeout: 60_000 }, async () => {
  const short = { ...service.context, timeoutMs: 300 };
  const { performCall } = await import('./perform-call.ts');
  const endless = { call: 'script', request: script('while (true) {}'), late: [] };
  expect(await performCall(short, endless, [])).toMatchObject({ error: { status: 408 } });
  expect(await run(`let text = 'x'; while (true) text += text;`)).not.toMatchObject({ code: 0 });
  expect(await run('print(1)', { language: 'python' })).toEqual({ failed: 'configuration' });
});
