import { describe, expect, it } from 'vitest';
import { colorName, hexToOklch, inkOn, oklchToHex, parseHex } from './color';

describe('a hex colour', () => {
  it.each([
    ['#1F8A86', '#1f8a86'],
    ['1f8a86', '#1f8a86'],
    [' #fa0 ', '#ffaa00'],
    ['#12345', null],
    ['teal', null],
    ['', null],
  ])('%j is read as %j', (text, expected) => {
    expect(parseHex(text)).toBe(expected);
  });

  it('survives the way to OKLCH and back', () => {
    for (const hex of ['#000000', '#ffffff', '#1f8a86', '#dd7a32', '#808080', '#0000ff', '#fe0102']) {
      expect(oklchToHex(hexToOklch(hex))).toBe(hex);
    }
  });

  it('agrees with the published values', () => {
    const { l, c, h } = hexToOklch('#ff0000');
    expect([l, c, h].map((value) => Number(value.toFixed(3)))).toEqual([0.628, 0.258, 29.234]);
  });

  it('is brought into what a screen can show', () => {
    expect(oklchToHex({ l: 0.7, c: 0.4, h: 150 })).toMatch(/^#[0-9a-f]{6}$/);
  });
});

it.each([
  ['#ffffff', 'white'],
  ['#000000', 'black'],
  ['#888888', 'grey'],
  ['#1f8a86', 'teal'],
  ['#b3392f', 'red'],
  ['#2f5fa8', 'blue'],
  ['#10306a', 'dark blue'],
])('%s is called %s', (hex, name) => {
  expect(colorName(hex)).toBe(name);
});

it('text on a colour can be read', () => {
  expect(inkOn('#ffff00')).toBe('#000000');
  expect(inkOn('#10306a')).toBe('#ffffff');
});
