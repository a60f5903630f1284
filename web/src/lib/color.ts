// Colour arithmetic in OKLab (Björn Ottosson, https://bottosson.github.io/posts/oklab/).

export interface Oklch {
  readonly l: number;
  readonly c: number;
  /** Degrees. */
  readonly h: number;
}

/** `#rrggbb` in lower case, or null: accepts three or six digits, with or without `#`. */
export function parseHex(text: string): string | null {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (!digits) return null;
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`;
}

/** The colour as sRGB; where the screen cannot show it, the most vivid one of that lightness and hue that it can. */
export function oklchToHex({ l, c, h }: Oklch): string {
  let chroma = c;
  let rgb = linearOf(l, chroma, h);
  while (chroma > 0 && rgb.some((value) => value < -0.0005 || value > 1.0005)) {
    chroma -= 0.004;
    rgb = linearOf(l, Math.max(0, chroma), h);
  }
  const channel = (value: number) =>
    Math.round(255 * gamma(Math.min(1, Math.max(0, value))))
      .toString(16)
      .padStart(2, '0');
  return `#${rgb.map(channel).join('')}`;
}

export function hexToOklch(hex: string): Oklch {
  const [r, g, b] = channelsOf(hex);
  const l_ = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m_ = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s_ = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * l_ + 0.793617785 * m_ - 0.0040720468 * s_;
  const a = 1.9779984951 * l_ - 2.428592205 * m_ + 0.4505937099 * s_;
  const b_ = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.808675766 * s_;
  const h = (Math.atan2(b_, a) * 180) / Math.PI;
  return { l, c: Math.hypot(a, b_), h: h < 0 ? h + 360 : h };
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(hex: string): '#000000' | '#ffffff' {
  const [r, g, b] = channelsOf(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
}

const HUES: readonly [number, string][] = [
  [12, 'rose'],
  [40, 'red'],
  [68, 'orange'],
  [98, 'amber'],
  [122, 'yellow'],
  [150, 'green'],
  [176, 'emerald'],
  [205, 'teal'],
  [232, 'sky blue'],
  [272, 'blue'],
  [302, 'violet'],
  [336, 'purple'],
  [360, 'pink'],
];

/** A name a person would say: `dark teal`, `light grey`. */
export function colorName(hex: string): string {
  const { l, c, h } = hexToOklch(hex);
  if (l > 0.97) return 'white';
  if (l < 0.12) return 'black';
  const shade = l > 0.82 ? 'light ' : l < 0.42 ? 'dark ' : '';
  if (c < 0.025) return `${shade}grey`;
  const hue = HUES.find(([to]) => h <= to)?.[1] ?? 'rose';
  return `${shade}${hue === 'orange' && l < 0.6 ? 'brown' : hue}`;
}

function channelsOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [linear(value >> 16), linear((value >> 8) & 255), linear(value & 255)];
}

function linear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function linearOf(l: number, c: number, h: number): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const l_ = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m_ = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s_ = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
    -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
    -0.0041960863 * l_ - 0.7034186147 * m_ + 1.707614701 * s_,
  ];
}
