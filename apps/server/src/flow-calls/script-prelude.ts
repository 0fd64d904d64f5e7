/**
 * What a script finds: console, process and readFileSync of standard input, written in the script's own language. `host` is the only
 * thing from outside, takes and gives texts, and is gone from the global scope before the script begins.
 */
export const scriptPrelude = `
(() => {
  const host = globalThis.__host;
  delete globalThis.__host;
  const job = JSON.parse(host('job', ''));
  class Exit extends Error { constructor(code) { super('exit'); this.exitCode = code; } }
  const shown = (value, depth = 0) => {
    if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
    if (value instanceof Error) return value.stack ? value.name + ': ' + value.message + '\\n' + value.stack : String(value);
    if (typeof value === 'object' && value !== null) {
      try { return JSON.stringify(value); } catch { return String(value); }
    }
    return String(value);
  };
  const format = (values) => {
    const [first, ...rest] = values;
    if (typeof first !== 'string' || !first.includes('%')) return values.map((value) => shown(value)).join(' ');
    const text = first.replace(/%[sdifjoO%]/g, (spec) => {
      if (spec === '%%') return '%';
      if (rest.length === 0) return spec;
      const value = rest.shift();
      if (spec === '%d' || spec === '%i' || spec === '%f') return String(spec === '%i' ? Math.trunc(Number(value)) : Number(value));
      return spec === '%s' ? shown(value) : JSON.stringify(value);
    });
    return [text, ...rest.map((value) => shown(value))].join(' ');
  };
  const print = (stream) => (...values) => void host(stream, format(values) + '\\n');
  const stdout = print('stdout'), stderr = print('stderr');
  globalThis.console = { log: stdout, info: stdout, debug: stdout, error: stderr, warn: stderr, trace: stderr };
  const argv = Array.isArray(job.arguments) ? job.arguments.map((value) => shown(value)) : [];
  const env = Object.assign(Object.create(null), job.environment);
  globalThis.process = {
    argv: ['node', 'script.js', ...argv], env, platform: 'wasm', version: 'v24.0.0', exitCode: undefined,
    stdin: { fd: 0 }, stdout: { fd: 1, write: (text) => (host('stdout', String(text)), true) },
    stderr: { fd: 2, write: (text) => (host('stderr', String(text)), true) },
    exit: (code) => { throw new Exit(code ?? globalThis.process.exitCode ?? 0); },
  };
  const readFileSync = (from) => {
    if (from === 0 || from === '/dev/stdin') return job.stdin;
    throw new Error("ENOENT: a script has no files but its standard input");
  };
  const modules = { fs: { readFileSync }, process: globalThis.process };
  globalThis.require = (name) => {
    const found = modules[String(name).replace(/^node:/, '')];
    if (found === undefined) throw new Error("Cannot find module '" + name + "': a script has fs.readFileSync(0) and process");
    return found;
  };
  globalThis.__arguments = Array.isArray(job.arguments) ? {} : job.arguments;
  globalThis.__finish = (error, failed, value) => {
    if (failed && error instanceof Exit) return host('end', JSON.stringify({ code: error.exitCode }));
    if (failed) {
      host('stderr', shown(error) + '\\n');
      return host('end', JSON.stringify({ code: 1 }));
    }
    const code = globalThis.process.exitCode ?? 0;
    const returned = value === undefined ? undefined : JSON.parse(JSON.stringify(value) ?? 'null');
    return host('end', JSON.stringify({ code, returned }));
  };
})();
`;

/** The modules that a script may import, as source. */
export const scriptModules: Readonly<Partial<Record<string, string>>> = {
  fs: `const fs = require('fs'); export default fs; export const { readFileSync } = fs;`,
  process: `const process = require('process'); export default process; export const { argv, env, stdin, stdout, stderr, exit } = process;`,
};
