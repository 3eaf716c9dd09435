/** Widths at which pages change. The style sheets say the same. */

/** Lists become cards. */
export const PHONE = '(max-width: 600px)';

/** The panels of rooms and of the viewer become sheets. */
export const NARROW = '(max-width: 900px)';
