// Reads the code that the capture agent burns into a picture (capture_agent/timecode.py has the geometry) from
// each frame that a <video> presents. `window.timecodes` gets one entry a frame: the frame's id, its age when it is
// shown (ms), and when that was (ms since the epoch).
(() => {
  const COLUMNS = 32, ROWS = 2, ROWS_PER_HEIGHT = 24, SCALE = 8;
  const canvas = new OffscreenCanvas(COLUMNS * SCALE, ROWS * SCALE);
  const context = canvas.getContext('2d', { willReadFrequently: true });

  function crc16(bytes) {
    let crc = 0xffff;
    for (const byte of bytes) {
      crc ^= byte << 8;
      for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
  }

  function cellIsWhite(pixels, column, row) {
    let sum = 0, count = 0;
    for (let y = row * SCALE + SCALE / 4; y < row * SCALE + (3 * SCALE) / 4; y++) {
      for (let x = column * SCALE + SCALE / 4; x < column * SCALE + (3 * SCALE) / 4; x++) {
        sum += pixels[(y * canvas.width + x) * 4 + 1];
        count++;
      }
    }
    return sum / count > 128;
  }

  function read(video) {
    const strip = (video.videoHeight * ROWS) / ROWS_PER_HEIGHT;
    context.drawImage(video, 0, 0, video.videoWidth, strip, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const bytes = new Uint8Array(8);
    for (let bit = 0; bit < 64; bit++) {
      if (cellIsWhite(pixels, bit % COLUMNS, Math.floor(bit / COLUMNS))) bytes[bit >> 3] |= 0x80 >> (bit & 7);
    }
    const view = new DataView(bytes.buffer);
    if (crc16(bytes.subarray(0, 6)) !== view.getUint16(6)) return null;
    return { time: view.getUint32(0), id: view.getUint16(4) };
  }

  window.timecodes = [];
  window.unreadable = 0;
  window.watchTimecodes = (selector) => {
    const video = document.querySelector(selector);
    // The page's monotonic clock, set to the wall clock of now: the machine's clock may have been adjusted since
    // the page was opened.
    const origin = Date.now() - performance.now();
    const onFrame = (now, metadata) => {
      const shown = origin + Math.max(now, metadata.expectedDisplayTime);
      const code = read(video);
      if (code) {
        const half = 2 ** 31;
        const age = ((((shown - code.time + half) % 2 ** 32) + 2 ** 32) % 2 ** 32) - half;
        window.timecodes.push({ id: code.id, age, shown });
      } else {
        window.unreadable++;
      }
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  };
})();
