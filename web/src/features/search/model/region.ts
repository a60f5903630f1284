// A part of a picture, in fractions of its sides. In an address it stands behind an Image's id: `@x,y,w,h`.

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const WHOLE_REGION: Region = { left: 0, top: 0, width: 1, height: 1 };
const SIDE_MIN = 0.05;
const STEP = 0.02;

export function parseRegion(text: string): Region | null {
  const numbers = text.split(',').map(Number);
  const [left, top, width, height] = numbers;
  if (numbers.length !== 4 || numbers.some((value) => !(value >= 0 && value <= 1))) return null;
  if (left === undefined || top === undefined || width === undefined || height === undefined) return null;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

export function writeRegion({ left, top, width, height }: Region): string {
  const short = (value: number) => String(Math.round(value * 1000) / 1000);
  if (width >= 1 && height >= 1) return '';
  // Rounded by themselves, place and size could reach beyond the edge together.
  return `@${[left, top, Math.min(width, 1 - left), Math.min(height, 1 - top)].map(short).join()}`;
}

/** The rectangle between two points, inside the picture; null while it is too small to be meant. */
export function dragged(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): Region | null {
  const inside = (value: number) => Math.max(0, Math.min(1, value));
  const [x1, x2] = [inside(Math.min(from.x, to.x)), inside(Math.max(from.x, to.x))];
  const [y1, y2] = [inside(Math.min(from.y, to.y)), inside(Math.max(from.y, to.y))];
  const region = { left: x1, top: y1, width: x2 - x1, height: y2 - y1 };
  return region.width < SIDE_MIN || region.height < SIDE_MIN ? null : region;
}

/** What an arrow key makes of it: moved, or with Shift sized at its lower right corner. */
export function nudged(region: Region, key: string, sized: boolean): Region | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  };
  const step = steps[key];
  if (!step) return null;
  const between = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
  const { left, top, width, height } = region;
  return sized
    ? {
        left,
        top,
        width: between(width + step[0], SIDE_MIN, 1 - left),
        height: between(height + step[1], SIDE_MIN, 1 - top),
      }
    : {
        left: between(left + step[0], 0, 1 - width),
        top: between(top + step[1], 0, 1 - height),
        width,
        height,
      };
}
