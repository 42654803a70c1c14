import { defineConfig } from 'vitest/config';

// The bundle is embedded into the server: index.html plus hashed files under /assets/, nothing inline (strict CSP).
export default defineConfig({
  base: '/',
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
