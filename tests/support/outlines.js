// Looks at what a viewer sees of a disc and of the outline around it, each time the browser draws. `window.outlines`
// gets one entry for each place that the disc was seen at: [x of the disc, x of the outline's middle or null,
// y of the disc, y of the outline's middle or null], in pixels of the picture.
(() => {
  const BRIGHT = 150, GREY = 40, COLOURED = 55;
  const scratch = document.createElement('canvas');
  const context = scratch.getContext('2d', { willReadFrequently: true });

  function discIn({ data, width, height }) {
    let count = 0, sumX = 0, sumY = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 4;
        if (data[at] > BRIGHT && data[at + 2] > BRIGHT && Math.abs(data[at] - data[at + 2]) < GREY) {
          count++;
          sumX += x;
          sumY += y;
        }
      }
    }
    return count < 300 ? null : [sumX / count, sumY / count];
  }

  // From inside outwards: where the outline's colour is strongest on the first stretch that has it.
  function edge({ data, width, height }, [x, y], [dx, dy]) {
    let best = 0, place = null;
    for (let column = Math.round(x), row = Math.round(y); column >= 0 && row >= 0 && column < width && row < height; column += dx, row += dy) {
      const at = (row * width + column) * 4;
      const colour = data[at] - data[at + 2];
      if (colour > COLOURED && colour > best) {
        best = colour;
        place = dx === 0 ? row : column;
      } else if (place !== null && colour < COLOURED) {
        break;
      }
    }
    return place;
  }

  function middle(one, other) {
    return one === null || other === null ? null : (one + other) / 2;
  }

  window.watchOutlines = (pictureWidth, pictureHeight) => {
    window.outlines = [];
    const look = () => {
      requestAnimationFrame(look);
      const video = document.querySelector('[data-testid="live-video"]');
      const overlay = document.querySelector('[data-testid="screening-overlay"]');
      if (!video || !overlay || !overlay.width) return;
      const scale = Math.min(overlay.width / pictureWidth, overlay.height / pictureHeight);
      const [width, height] = [pictureWidth * scale, pictureHeight * scale];
      const [left, top] = [(overlay.width - width) / 2, (overlay.height - height) / 2];
      scratch.width = Math.ceil(width);
      scratch.height = Math.ceil(height);
      if (overlay.dataset.exact === 'false') context.drawImage(video, 0, 0, width, height);
      context.drawImage(overlay, -left, -top);
      const picture = context.getImageData(0, 0, scratch.width, scratch.height);
      const disc = discIn(picture);
      if (disc === null) return;
      const across = middle(edge(picture, disc, [-1, 0]), edge(picture, disc, [1, 0]));
      const down = middle(edge(picture, disc, [0, -1]), edge(picture, disc, [0, 1]));
      const [x, y] = disc.map((value) => value / scale);
      const last = window.outlines.at(-1);
      const seen = [x, across === null ? null : across / scale, y, down === null ? null : down / scale];
      if (last === undefined || Math.abs(last[0] - x) > 2) window.outlines.push(seen);
    };
    requestAnimationFrame(look);
  };
})();
