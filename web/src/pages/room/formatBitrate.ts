/** Bit rates as people read them. */

/** `2.1 Mbit/s`, `640 kbit/s`; null while nothing was measured. */
export function formatBitrate(bitsPerSecond: number): string | null {
  if (bitsPerSecond <= 0) {
    return null;
  }
  return bitsPerSecond < 1e6 ? `${Math.round(bitsPerSecond / 1e3)} kbit/s` : `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
}
