/** How a dragged series is told from other things that are dragged. */
export const SERIES_DRAG = 'application/x-consilium-series';
