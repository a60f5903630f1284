import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateSync } from 'node:zlib';
import { drawPicture } from './drawn-picture';

const RASTER_PX = 240;
export const COPIED = [9101, 9102, 9103] as const;

/** Half of them drawings with their words inside, half PNG with their words beside them in NAME.txt. */
export function writePictures(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= count; number++) {
    const picture = drawPicture(number);
    const name = join(folder, `picture-${String(number).padStart(3, '0')}`);
    if (number % 2 === 1) {
      writeFileSync(`${name}.svg`, picture.svg);
    } else {
      writeFileSync(`${name}.png`, pngOf(number));
      writeFileSync(`${name}.txt`, `${picture.title}\n`);
    }
  }
}

/** Three pictures, each in two sizes with words of their own beside them. */
export function writeCopies(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const number of COPIED) {
    for (const px of [480, 240]) {
      const name = join(folder, `${number}-${px}`);
      writeFileSync(`${name}.png`, pngOf(number, px));
      writeFileSync(`${name}.txt`, `Copy ${number} of ${px} px\n`);
    }
  }
}

/** A small PNG of the picture; `px` is its larger side. */
export function pngOf(number: number, px: number = RASTER_PX): Buffer {
  const { width, height, raster } = drawPicture(number);
  const scale = px / Math.max(width, height);
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  return encodePng(raster(columns, rows), columns, rows);
}

/** One of about 20 MB: its pixels are stored as they are. */
export function largePng(): Buffer {
  const [columns, rows] = [2500, 2000];
  return encodePng(drawPicture(77).raster(columns, rows), columns, rows, constants.Z_NO_COMPRESSION);
}

function encodePng(
  rgba: Uint8Array,
  width: number,
  height: number,
  level: number = constants.Z_DEFAULT_COMPRESSION,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y++) {
    lines.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
