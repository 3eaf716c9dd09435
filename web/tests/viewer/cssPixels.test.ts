import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const RENDERING = new URL('../../node_modules/@cornerstonejs/core/dist/esm/RenderingEngine/', import.meta.url);

test('Cornerstone still takes its step between CSS pixels and canvas pixels from where the build replaces it', () => {
  const path = './helpers/cpuFallback/rendering/cssPixelConversion.js';
  expect(existsSync(new URL(path, RENDERING))).toBe(true);
  expect(readFileSync(new URL('StackViewport.js', RENDERING), 'utf8')).toContain(`from '${path}'`);
});
