// What lies in the library that all tests share which only read.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canvas, GREY, numbered, png, RED, type Rgb, solid, svg, xmp } from './pictures';

export const SERIES = 30;

const BLUE: Rgb = [25, 60, 200];
const GREEN: Rgb = [30, 160, 60];

/** 2 % of the area in one corner, as a red balloon in a grey sky. */
const accent: Canvas = {
  width: 200,
  height: 150,
  paint: (x, y) => (x >= 20 && x < 50 && y >= 30 && y < 50 ? RED : GREY),
};

const sky = '<rect width="200" height="150" fill="#9fd0f0"/>';
const meadow = '<rect y="110" width="200" height="40" fill="#5a9a3c"/>';

export const LIGHTHOUSE = {
  title: 'Lighthouse at Dusk',
  description: 'A white tower above the bay, where seagulls rest',
  artist: 'Mira Holt',
  tags: ['lighthouse', 'coast'],
};
export const VIOLIN = { title: 'Study of a Violin', artist: 'Teodor Brändt', tags: ['music', 'still life'] };

export function sharedPictures(): Record<string, Buffer | string> {
  const files: Record<string, Buffer | string> = {
    'lighthouse.svg': svg(
      `${sky}<path d="M85 130 L92 40 H108 L115 130 Z" fill="#fff"/><rect x="88" y="25" width="24" height="16" fill="#c33"/>`,
      LIGHTHOUSE,
    ),
    'market.png': png(numbered(1001, 120, 80)),
    'market.txt': 'Morning Market\nBaskets of turnips under striped awnings\n',
    'violin.png': png(numbered(1002, 80, 120)),
    'violin.xmp': xmp(VIOLIN),
    'ink.png': png(numbered(1006, 100, 70)),
    'ink.txt': '絵の具の海\nЧёрное море\n',
    'colours/all red.png': png(solid(RED, 90, 60)),
    'colours/all blue.png': png(solid(BLUE, 90, 60)),
    'colours/all green.png': png(solid(GREEN, 90, 60)),
    'colours/all grey.png': png(solid(GREY, 90, 60)),
    'colours/grey with a red accent.png': png(accent),
    'shapes/tall.png': png(numbered(1003, 40, 90)),
    'shapes/tall.png.xmp': xmp({ title: 'Tall', tags: ['shape'] }),
    'shapes/wide.png': png(numbered(1004, 90, 40)),
    'shapes/wide.png.xmp': xmp({ title: 'Wide', tags: ['shape', 'broad'] }),
    'shapes/even.png': png(numbered(1005, 60, 60)),
    'shapes/even.png.xmp': xmp({ title: 'Even', tags: ['shape', 'broad'] }),
    'drawn/1.svg': svg(
      `${sky}${meadow}<rect x="60" y="70" width="80" height="60" fill="#d8b27a"/><path d="M50 72 L100 30 L150 72 Z" fill="#a33"/>
       <rect x="92" y="95" width="18" height="35" fill="#6b4226"/><rect x="68" y="82" width="18" height="16" fill="#bfe3ff" stroke="#444"/>
       <rect x="115" y="82" width="18" height="16" fill="#bfe3ff" stroke="#444"/>`,
    ),
    'drawn/2.svg': svg(
      `<rect width="200" height="150" fill="#2f7fbf"/><ellipse cx="95" cy="75" rx="55" ry="28" fill="#f39c2b"/>
       <path d="M145 75 L185 48 V102 Z" fill="#e0801a"/><circle cx="60" cy="68" r="5" fill="#fff"/><circle cx="59" cy="68" r="2.5"/>`,
    ),
    'drawn/3.svg': svg(
      `<rect width="200" height="150" fill="#fff"/><circle cx="100" cy="80" r="45" fill="#c81e2a"/>
       <path d="M100 40 Q104 22 116 18" stroke="#5b3a1e" stroke-width="5" fill="none"/><path d="M104 32 Q125 15 138 30 Q122 42 104 32" fill="#4c9a2a"/>`,
    ),
    'drawn/4.svg': svg(
      `${sky}${meadow}<rect x="92" y="80" width="16" height="45" fill="#6b4226"/><circle cx="100" cy="60" r="34" fill="#2e7d32"/>
       <circle cx="75" cy="72" r="20" fill="#2e7d32"/><circle cx="125" cy="72" r="20" fill="#2e7d32"/>`,
    ),
  };
  for (let i = 0; i < SERIES; ++i) {
    const name = `series/number ${String(i).padStart(2, '0')}.png`;
    files[name] = png(numbered(i, 64 + (i % 5) * 8, 48 + (i % 3) * 16));
    files[`${name}.xmp`] = xmp({ title: `Number ${i}`, tags: ['series', i % 2 === 0 ? 'even number' : 'odd number'] });
  }
  return files;
}

export const isPicture = (name: string) => /\.(png|svg)$/.test(name);

export function writeFiles(folder: string, files: Record<string, Buffer | string>) {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
