/** A message of a screening worker, as its bytes come. */

const FINDING = { kind: 'needle', score: 0.83, outline: [[10, 20], [30.5, 40]], closed: false, measures: [['length', 12.3, 'mm']], label: '' };

export const MESSAGE = {
  v: 1,
  track: 'TR_1',
  frame: 123,
  captured: 1_732_212_345_678.9,
  width: 640,
  height: 480,
  behind: { ms: 41, skipped: 2 },
  reports: [{ detector: 'ultrasound', took: 18.4, findings: [FINDING] }],
};

export function bytesOf(message: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message));
}

/** The message with other findings. */
export function withFinding(change: object): object {
  return { ...MESSAGE, reports: [{ ...MESSAGE.reports[0], findings: [{ ...FINDING, ...change }] }] };
}
