import { expect, it } from 'vitest';
import { formatBytes, formatMediaType, formatShare, plural } from './format';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [482_113, '482 kB'],
  [12_400_000, '12.4 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  ['image/jpeg', 'JPEG'],
  ['image/svg+xml', 'SVG'],
  ['image/x-portable-pixmap', 'PORTABLE-PIXMAP'],
])('%s is called %s', (type, name) => {
  expect(formatMediaType(type)).toBe(name);
});

it('counts and shares are said as people do', () => {
  expect(plural(1, 'picture', 'pictures')).toBe('1 picture');
  expect(plural(1204, 'picture', 'pictures')).toBe('1,204 pictures');
  expect(formatShare(0.004)).toBe('<1 %');
  expect(formatShare(0.256)).toBe('26 %');
});
