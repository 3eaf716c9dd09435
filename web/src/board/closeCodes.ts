/** Why the server closes the board's socket: the codes of `consultation/board`, from the range that RFC 6455 section 7.4.2 leaves to applications. */

export const CLOSE = {
  /** A change of ours was refused: the document must be opened anew. */
  refusedChange: 4400,
  signedOut: 4401,
  notAdmitted: 4403,
  noConsultation: 4404,
  over: 4409,
  tooLarge: 4413,
  tooFast: 4429,
  /** RFC 6455 section 7.4.1; here: the server cannot keep what it is sent. */
  cannotKeep: 1011,
} as const;

/** `again`: the line or the server is away for the moment. `anew`: with an empty document. `never`: somebody must do something first. */
export type Next = 'again' | 'anew' | 'never';

const NEXT: Readonly<Record<number, Next>> = {
  [CLOSE.refusedChange]: 'anew',
  [CLOSE.tooLarge]: 'anew', // sent again it would be too large again
  [CLOSE.signedOut]: 'never',
  [CLOSE.notAdmitted]: 'never',
  [CLOSE.noConsultation]: 'never',
  [CLOSE.over]: 'never',
};

export function afterClose(code: number): Next {
  return NEXT[code] ?? 'again';
}
