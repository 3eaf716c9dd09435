/** Has the graphics ready before the first picture: what a browser compiles and tests once takes it a third of a second without a graphics card. */
import { cache, Enums, EVENTS, imageLoader, type RenderingEngine, type Types } from '@cornerstonejs/core';

const VIEWPORT = 'warm-up';
const IMAGE = 'local:warm-up';
const SIDE = 8;

/** Draws a few black pixels where nobody sees them. */
export async function warmUp(rendering: RenderingEngine): Promise<void> {
  const element = document.createElement('div');
  element.style.cssText = `position: fixed; left: -${2 * SIDE}px; top: 0; width: ${SIDE}px; height: ${SIDE}px`;
  document.body.append(element);
  imageLoader.createAndCacheLocalImage(IMAGE, { scalarData: new Int16Array(SIDE * SIDE), dimensions: [SIDE, SIDE], spacing: [1, 1] });
  rendering.enableElement({ viewportId: VIEWPORT, element, type: Enums.ViewportType.STACK });
  const drawn = new Promise((resolve) => element.addEventListener(EVENTS.IMAGE_RENDERED, resolve, { once: true }));
  const viewport = rendering.getViewport(VIEWPORT) as Types.IStackViewport;
  await viewport.setStack([IMAGE]);
  viewport.render();
  await drawn;
  rendering.disableElement(VIEWPORT);
  cache.removeImageLoadObject(IMAGE, { force: true });
  element.remove();
}
