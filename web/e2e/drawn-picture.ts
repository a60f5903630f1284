/** A picture drawn from a number: the same number is the same picture on every machine. */
export interface DrawnPicture {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
  /** RGBA bytes, row by row. */
  readonly raster: (columns: number, rows: number) => Uint8Array;
}

interface Theme {
  readonly word: string;
  readonly sky: readonly [top: string, bottom: string];
  readonly land: string;
  readonly sun: string;
}

interface Scene {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly sun: { readonly x: number; readonly y: number; readonly r: number };
  readonly horizon: number;
}

/** The one picture whose title shares no word with another's. */
export const RARE = { number: 7, title: 'Zanzibar lighthouse' } as const;

const THEMES: readonly Theme[] = [
  { word: 'sea', sky: ['#7fb7be', '#dff3e4'], land: '#1f5f78', sun: '#f4d58d' },
  { word: 'sunset', sky: ['#f26b38', '#ffd29d'], land: '#4a2545', sun: '#fff1c9' },
  { word: 'forest', sky: ['#cfe0c3', '#f3f7e9'], land: '#2f5d3a', sun: '#f2e8c6' },
  { word: 'night', sky: ['#0d1b2a', '#415a77'], land: '#050c14', sun: '#e0e1dd' },
  { word: 'desert', sky: ['#f6d6ad', '#fdf2df'], land: '#c8783f', sun: '#e2552d' },
  { word: 'violet', sky: ['#5f4bb6', '#d9b8f3'], land: '#2a1a5e', sun: '#ffd6f6' },
];
const ARTISTS = ['Ada Brandt', 'Noor Halim', 'Jun Okabe'];
const SUBJECTS = ['hills', 'bird', 'moon', 'island', 'path', 'tower'];
const SIZES: readonly (readonly [width: number, height: number])[] = [
  [1600, 1067],
  [1067, 1600],
  [1200, 1200],
  [1920, 1080],
  [900, 1400],
  [1400, 1050],
  [800, 2400],
  [2600, 800],
];

export function drawPicture(number: number): DrawnPicture {
  const random = randomFrom(number);
  const oneOf = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };
  const theme = oneOf(THEMES);
  const subject = oneOf(SUBJECTS);
  const [width, height] = oneOf(SIZES);
  const scene: Scene = {
    width,
    height,
    theme,
    sun: { x: 0.2 + random() * 0.6, y: 0.15 + random() * 0.25, r: 0.06 + random() * 0.08 },
    horizon: 0.55 + random() * 0.25,
  };
  const named = `${theme.word[0]?.toUpperCase()}${theme.word.slice(1)} with ${subject}, no. ${number}`;
  const title = number === RARE.number ? RARE.title : named;
  const artist = number % 3 ? (ARTISTS[number % 3] ?? '') : '';
  return {
    title,
    width,
    height,
    svg: svgOf(scene, title, artist, [theme.word, subject, 'drawing']),
    raster: (columns, rows) => rasterOf(scene, columns, rows),
  };
}

// Mulberry32, for numbers in [0, 1) that no engine decides.
function randomFrom(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const waveAt = ({ horizon, sun }: Scene, u: number) => horizon + 0.05 * Math.sin(u * 9 + sun.x * 20);

function colorAt(scene: Scene, u: number, v: number): readonly number[] {
  const { theme, sun, horizon } = scene;
  const dx = (u - sun.x) * (scene.width / scene.height);
  if (v > waveAt(scene, u)) return rgb(theme.land);
  if (dx * dx + (v - sun.y) ** 2 < sun.r * sun.r) return rgb(theme.sun);
  const [top, bottom] = [rgb(theme.sky[0]), rgb(theme.sky[1])];
  return top.map((channel, at) => channel + ((bottom[at] ?? 0) - channel) * (v / horizon));
}

function rasterOf(scene: Scene, columns: number, rows: number): Uint8Array {
  const bytes = new Uint8Array(columns * rows * 4);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      bytes.set([...colorAt(scene, x / columns, y / rows), 255], (y * columns + x) * 4);
    }
  }
  return bytes;
}

function svgOf(scene: Scene, title: string, artist: string, words: readonly string[]): string {
  const { width: w, height: h, theme, sun, horizon } = scene;
  const wave = Array.from({ length: 25 }, (_, i) => {
    const u = i / 24;
    return `${(u * w).toFixed(0)},${(waveAt(scene, u) * h).toFixed(0)}`;
  }).join(' ');
  const subjects = words.map((word) => `<rdf:li>${word}</rdf:li>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">
<title>${title}</title>
<metadata><rdf:RDF><cc:Work rdf:about=""><dc:title>${title}</dc:title><dc:creator><cc:Agent><dc:title>${artist}</dc:title></cc:Agent></dc:creator><dc:subject><rdf:Bag>${subjects}</rdf:Bag></dc:subject></cc:Work></rdf:RDF></metadata>
<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${theme.sky[0]}"/><stop offset="${horizon}" stop-color="${theme.sky[1]}"/></linearGradient></defs>
<rect width="${w}" height="${h}" fill="url(#s)"/>
<circle cx="${sun.x * w}" cy="${sun.y * h}" r="${sun.r * h}" fill="${theme.sun}"/>
<polygon points="0,${h} ${wave} ${w},${h}" fill="${theme.land}"/></svg>
`;
}
