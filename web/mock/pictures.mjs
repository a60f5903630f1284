// Pictures made from a number: the same number is the same picture on every machine.
import { rgbaToThumbHash } from 'thumbhash';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export function randomFrom(seed) {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function idOf(number) {
  let rest = BigInt(number) + (7n << 50n);
  let id = '';
  for (let i = 0; i < 13; i++) {
    id = ALPHABET[Number(rest & 31n)] + id;
    rest >>= 5n;
  }
  return id;
}

const THEMES = [
  { word: 'sea', sky: ['#7fb7be', '#dff3e4'], land: '#1f5f78', sun: '#f4d58d' },
  { word: 'sunset', sky: ['#f26b38', '#ffd29d'], land: '#4a2545', sun: '#fff1c9' },
  { word: 'forest', sky: ['#cfe0c3', '#f3f7e9'], land: '#2f5d3a', sun: '#f2e8c6' },
  { word: 'night', sky: ['#0d1b2a', '#415a77'], land: '#050c14', sun: '#e0e1dd' },
  { word: 'desert', sky: ['#f6d6ad', '#fdf2df'], land: '#c8783f', sun: '#e2552d' },
  { word: 'violet', sky: ['#5f4bb6', '#d9b8f3'], land: '#2a1a5e', sun: '#ffd6f6' },
];
/** The one picture whose title shares no word with another's. */
export const RARE = { number: 7, title: 'Zanzibar lighthouse' };

const ARTISTS = ['Ada Brandt', 'Noor Halim', 'Jun Okabe'];
const SUBJECTS = ['hills', 'bird', 'moon', 'island', 'path', 'tower'];
const SIZES = [
  [1600, 1067],
  [1067, 1600],
  [1200, 1200],
  [1920, 1080],
  [900, 1400],
  [1400, 1050],
  [800, 2400],
  [2600, 800],
];

const rgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

function colorAt(picture, u, v) {
  const { theme, sun, horizon } = picture;
  const dx = (u - sun.x) * (picture.width / picture.height);
  if (v > horizon + 0.05 * Math.sin(u * 9 + sun.x * 20)) return rgb(theme.land);
  if (dx * dx + (v - sun.y) ** 2 < sun.r * sun.r) return rgb(theme.sun);
  const [from, to] = theme.sky.map(rgb);
  return from.map((c, i) => c + (to[i] - c) * (v / horizon));
}

function swatchesOf(picture) {
  const land = Math.round((1 - picture.horizon) * 100) / 100;
  const shares = [land, 0.05, (0.95 - land) * 0.6, (0.95 - land) * 0.4];
  const colors = [picture.theme.land, picture.theme.sun, ...picture.theme.sky];
  return colors
    .map((color, i) => ({ color, share: shares[i], l: 0.5, a: 0, b: 0 }))
    .sort((x, y) => y.share - x.share);
}

export function makePicture(number) {
  const random = randomFrom(number);
  const theme = THEMES[Math.floor(random() * THEMES.length)];
  const subject = SUBJECTS[Math.floor(random() * SUBJECTS.length)];
  const [width, height] = SIZES[Math.floor(random() * SIZES.length)];
  const picture = {
    width,
    height,
    theme,
    sun: { x: 0.2 + random() * 0.6, y: 0.15 + random() * 0.25, r: 0.06 + random() * 0.08 },
    horizon: 0.55 + random() * 0.25,
  };
  const swatches = swatchesOf(picture);
  const words = [theme.word, subject, 'drawing'];
  const title =
    number === RARE.number
      ? RARE.title
      : `${theme.word[0].toUpperCase()}${theme.word.slice(1)} with ${subject}, no. ${number}`;
  const artist = number % 3 ? ARTISTS[number % 3] : '';
  return {
    id: idOf(number),
    title,
    artist,
    alt: `A ${theme.word} with ${subject}`,
    width,
    height,
    thumbhash: Buffer.from(rgbaToThumbHash(32, 32, rasterOf(picture, 32, 32))).toString('base64'),
    color: swatches[0].color,
    swatches,
    words,
    svg: svgOf(picture, { title, artist, words }),
    raster: (columns, rows) => rasterOf(picture, columns, rows),
  };
}

/** The picture as RGBA bytes, row by row. */
function rasterOf(picture, columns, rows) {
  const bytes = new Uint8Array(columns * rows * 4);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      bytes.set([...colorAt(picture, x / columns, y / rows), 255], (y * columns + x) * 4);
    }
  }
  return bytes;
}

function svgOf({ width: w, height: h, theme, sun, horizon }, { title, artist, words }) {
  const wave = Array.from({ length: 25 }, (_, i) => {
    const u = i / 24;
    return `${(u * w).toFixed(0)},${((horizon + 0.05 * Math.sin(u * 9 + sun.x * 20)) * h).toFixed(0)}`;
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
