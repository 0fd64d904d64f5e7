import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the server runs while the console is developed with `npm run dev`. */
const server = process.env['BARROW_URL'] ?? 'http://127.0.0.1:4700';

export default defineConfig({
  plugins: [react()],
  // The content security policy knows no data: URIs but images; fonts and scripts stay files.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/openapi.json': server, '/docs': server } },
});
