/** Where lists become cards. The style sheets say the same. */
export const PHONE = '(max-width: 600px)';
