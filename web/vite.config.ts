/** How the page is built, served while developing, and tested. */
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const server = process.env.CONSILIUM_URL ?? 'http://127.0.0.1:8080';

const inHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      // vtk.js pulls Node's `events` in through xmlbuilder2; left to the bundler it becomes an empty module, and the built page dies.
      { find: 'events', replacement: inHere('node_modules/events/events.js') },
      // Cornerstone's own is right for canvases it does not make.
      { find: /^\.\/helpers\/cpuFallback\/rendering\/cssPixelConversion\.js$/, replacement: inHere('src/viewer/cssPixels.ts') },
    ],
  },
  build: {
    // The content security policy allows nothing inline: no data: addresses, no injected polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Cornerstone and vtk.js, which only the viewer loads.
    chunkSizeWarningLimit: 4000,
  },
  worker: { format: 'es' },
  optimizeDeps: {
    // Its decoding worker is found by its address relative to the module, which pre-bundling would change...
    exclude: ['@cornerstonejs/dicom-image-loader'],
    // ...but what it imports is CommonJS and has to be pre-bundled.
    include: [
      'dicom-parser',
      '@cornerstonejs/codec-charls/decodewasmjs',
      '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
      '@cornerstonejs/codec-openjpeg/decodewasmjs',
      '@cornerstonejs/codec-openjph/wasmjs',
      '@cornerstonejs/codec-libjxl/decodewasmjs',
    ],
  },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: false },
      '/dicomweb': { target: server, changeOrigin: false },
      '/rtc': { target: server, ws: true },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
