import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.ANLAN_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: process.env.ANLAN_PORTAL_OUT ?? '../src/anlan/web/static',
    emptyOutDir: true,
    // the map engine is one file of 1.1 MB and loads only with a page that shows a map
    chunkSizeWarningLimit: 1200,
  },
  server: { host: '127.0.0.1', proxy: { '/api': server } },
  test: { environment: 'node' },
});
