/** What a console's detectors measure of the whole picture, as of the last second. */
import { useEffect, useState } from 'react';
import { type Figures, figuresOf } from './figures';
import { GONE_AFTER_MS } from './newestFindings';
import type { ScreeningFeed } from './screeningFeed';

/** Figures that jump cannot be read. */
const READ_EVERY_MS = 1000;

export function useFigures(feed: ScreeningFeed): readonly Figures[] {
  const [figures, setFigures] = useState<readonly Figures[]>([]);
  useEffect(() => {
    const read = () => {
      const now = performance.now();
      const fresh = [...feed.latest()].filter(({ toldAt }) => now - toldAt <= GONE_AFTER_MS);
      const next = figuresOf(fresh.flatMap(({ report }) => report.findings));
      setFigures((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
    };
    read();
    const timer = window.setInterval(read, READ_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [feed]);
  return figures;
}
