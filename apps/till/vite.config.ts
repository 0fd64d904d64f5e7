import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the server runs while the till is developed with `npm run dev`. */
const server = process.env['BARROW_URL'] ?? 'http://127.0.0.1:4700';

const version = /"version": "([^"]+)"/.exec(readFileSync(new URL('package.json', import.meta.url), 'utf8'))?.[1] ?? '';

/** Writes `sw.js`: the service worker with the names of all files of this build, so that another build is another service worker. */
function serviceWorker(): Plugin {
  return {
    name: 'barrow-service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = [
        './',
        'icon.svg',
        'manifest.webmanifest',
        ...Object.keys(bundle).filter((name) => name !== 'index.html'),
      ];
      const page = bundle['index.html'];
      const content = page?.type === 'asset' ? String(page.source) : '';
      const version = createHash('sha256').update(JSON.stringify(files)).update(content).digest('hex').slice(0, 16);
      const source = readFileSync(new URL('src/service-worker.js', import.meta.url), 'utf8')
        .replace('__VERSION__', version)
        .replace('__FILES__', JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

export default defineConfig({
  base: '/till/',
  define: { __BARROW_VERSION__: JSON.stringify(version) },
  plugins: [react(), serviceWorker()],
  // The content security policy knows no data: URIs but images; fonts and scripts stay files.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: '127.0.0.1', proxy: { '/api': server } },
});
