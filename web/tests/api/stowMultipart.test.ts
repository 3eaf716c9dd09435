import { expect, test } from 'vitest';
import { multipartBody, randomBoundary } from '../../src/api/stowMultipart';

test('each file is a part, byte for byte', async () => {
  const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { contentType, body } = multipartBody([new File([binary], '王 1.dcm'), new File(['two'], 'b')], 'edge');
  expect(contentType).toBe('multipart/related; type="application/dicom"; boundary=edge');
  const text = String.fromCharCode(...new Uint8Array(await body.arrayBuffer()));
  expect(text).toBe(
    '--edge\r\nContent-Type: application/dicom\r\nContent-Location: %E7%8E%8B%201.dcm\r\n\r\n' +
      `${String.fromCharCode(...binary)}\r\n` +
      '--edge\r\nContent-Type: application/dicom\r\nContent-Location: b\r\n\r\ntwo\r\n--edge--\r\n',
  );
});

test('a boundary is never the same, and as RFC 2046 wants it', () => {
  const boundaries = Array.from({ length: 100 }, randomBoundary);
  expect(new Set(boundaries).size).toBe(100);
  for (const boundary of boundaries) {
    expect(boundary).toMatch(/^[0-9A-Za-z-]{1,70}$/);
  }
});
