// Pictures from nothing: small encoders for the formats that are a page of code, so that a test says what is in its picture.

import jpegJs from 'jpeg-js';
import { crc32, deflateSync } from './deflate';

export type Rgb = readonly [red: number, green: number, blue: number];
export type Paint = (x: number, y: number) => Rgb;

export interface Canvas {
  width: number;
  height: number;
  paint: Paint;
}

export const RED: Rgb = [220, 20, 30];
export const GREY: Rgb = [128, 128, 128];

export function solid(color: Rgb, width = 64, height = 64): Canvas {
  return { width, height, paint: () => color };
}

/** A picture that no other number gives: a smooth ground and a disc. */
export function numbered(number: number, width = 64, height = 48): Canvas {
  const hue = (number * 0.618034) % 1;
  const ground = (x: number, y: number): Rgb => [
    255 * Math.abs(Math.sin(3 * hue + x / width)),
    255 * Math.abs(Math.cos(5 * hue + y / height)),
    (number * 37 + x) % 256,
  ];
  const centre = width * (0.25 + 0.5 * hue);
  const radius = Math.min(width, height) * (0.15 + (0.2 * ((number * 7) % 5)) / 5);
  return {
    width,
    height,
    paint: (x, y) =>
      Math.hypot(x - centre, y - height / 2) < radius
        ? [255 * hue, 255 - 255 * hue, (number * 53) % 256]
        : ground(x, y),
  };
}

/** Noise that no encoder can make smaller. */
export function noise(random: () => number, width: number, height: number): Canvas {
  return { width, height, paint: () => [random() * 256, random() * 256, random() * 256] };
}

function rgbRows(canvas: Canvas): Buffer {
  const bytes = Buffer.alloc(canvas.width * canvas.height * 3);
  let at = 0;
  for (let y = 0; y < canvas.height; ++y) {
    for (let x = 0; x < canvas.width; ++x) {
      for (const channel of canvas.paint(x, y)) bytes[at++] = Math.max(0, Math.min(255, channel));
    }
  }
  return bytes;
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function pngFile(width: number, height: number, bitDepth: number, colorType: number, chunks: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colorType, 0, 0, 0], 8);
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

export interface PngWords {
  /** tEXt chunks, as Title, Description, Author */
  text?: Record<string, string>;
  xmp?: string;
}

export function png(canvas: Canvas, words: PngWords = {}): Buffer {
  const rows = rgbRows(canvas);
  const stride = canvas.width * 3;
  const filtered = Buffer.alloc((stride + 1) * canvas.height);
  for (let y = 0; y < canvas.height; ++y) rows.copy(filtered, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  const chunks = Object.entries(words.text ?? {}).map(([keyword, text]) =>
    pngChunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')),
  );
  if (words.xmp) chunks.push(pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${words.xmp}`)));
  chunks.push(pngChunk('IDAT', deflateSync(filtered)));
  return pngFile(canvas.width, canvas.height, 8, 2, chunks);
}

/** A whole, valid PNG of one bit a pixel: small as a file, 900 megapixels when decoded at 30,000 x 30,000. */
export function hugePng(side: number): Buffer {
  return pngFile(side, side, 1, 0, [pngChunk('IDAT', deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side)))]);
}

/** Four grey levels by where the pixel lies. LZW with codes that never grow: a clear code before the table would. */
export function gif(width: number, height: number, frames = 1): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\xf1\0\0', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const colors = Buffer.from([20, 40, 60, 90, 120, 100, 180, 160, 90, 250, 240, 230]);
  const control = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0]);
  const place = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  place.writeUInt16LE(width, 5);
  place.writeUInt16LE(height, 7);
  const all = [head, colors];
  for (let frame = 0; frame < frames; ++frame) {
    const codes: number[] = [];
    for (let i = 0; i < width * height; ++i) {
      if (i % 2 === 0) codes.push(4);
      codes.push((Math.floor(i / width / Math.max(1, height / 4)) + frame) % 4);
    }
    codes.push(5);
    const data = Buffer.alloc(Math.ceil((codes.length * 3) / 8));
    for (const [i, code] of codes.entries()) {
      const bit = i * 3;
      const word = code << (bit % 8);
      data[bit >> 3] = (data[bit >> 3] ?? 0) | (word & 255);
      if (word > 255) data[(bit >> 3) + 1] = (data[(bit >> 3) + 1] ?? 0) | (word >> 8);
    }
    all.push(control, place, Buffer.from([2]));
    for (let at = 0; at < data.length; at += 255) {
      const block = data.subarray(at, at + 255);
      all.push(Buffer.from([block.length]), block);
    }
    all.push(Buffer.from([0]));
  }
  all.push(Buffer.from([0x3b]));
  return Buffer.concat(all);
}

export function ppm(canvas: Canvas): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${canvas.width} ${canvas.height}\n255\n`), rgbRows(canvas)]);
}

export function bmp(canvas: Canvas): Buffer {
  const stride = Math.ceil((canvas.width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * canvas.height);
  file.write('BM', 0);
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(canvas.width, 18);
  file.writeInt32LE(canvas.height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  const rows = rgbRows(canvas);
  for (let y = 0; y < canvas.height; ++y) {
    rows.copy(file, 54 + (canvas.height - 1 - y) * stride, y * canvas.width * 3, (y + 1) * canvas.width * 3);
  }
  return file;
}

/** Image file directory of TIFF and EXIF: entries of [tag, type, values], little-endian, with what is long behind it. */
function directory(
  entries: readonly (readonly [tag: number, type: 2 | 3 | 4, value: string | number[]])[],
  at: number,
) {
  const head = Buffer.alloc(2 + 12 * entries.length + 4);
  head.writeUInt16LE(entries.length, 0);
  const long: Buffer[] = [];
  let free = at + head.length;
  for (const [i, [tag, type, value]] of entries.entries()) {
    const bytes =
      typeof value === 'string'
        ? Buffer.from(`${value}\0`, 'latin1')
        : Buffer.concat(
            value.map((number) => {
              const buffer = Buffer.alloc(type === 3 ? 2 : 4);
              if (type === 3) buffer.writeUInt16LE(number);
              else buffer.writeUInt32LE(number);
              return buffer;
            }),
          );
    const entry = 2 + 12 * i;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(typeof value === 'string' ? bytes.length : value.length, entry + 4);
    if (bytes.length <= 4) {
      bytes.copy(head, entry + 8);
    } else {
      head.writeUInt32LE(free, entry + 8);
      long.push(bytes);
      free += bytes.length;
    }
  }
  return Buffer.concat([head, ...long]);
}

const TIFF_HEAD = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);

export function tiff(canvas: Canvas, artist = ''): Buffer {
  const rows = rgbRows(canvas);
  const make = (offset: number) =>
    directory(
      [
        [256, 4, [canvas.width]],
        [257, 4, [canvas.height]],
        [258, 3, [8, 8, 8]],
        [259, 3, [1]],
        [262, 3, [2]],
        [273, 4, [offset]],
        [277, 3, [3]],
        [278, 4, [canvas.height]],
        [279, 4, [rows.length]],
        ...(artist ? ([[315, 2, artist]] as const) : []),
      ],
      8,
    );
  const offset = 8 + make(0).length;
  return Buffer.concat([TIFF_HEAD, make(offset), rows]);
}

export interface JpegWords {
  exif?: { orientation?: number; description?: string; artist?: string };
  iptc?: { title?: string; caption?: string; byline?: string; keywords?: string[] };
  xmp?: string;
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function exifSegment(exif: NonNullable<JpegWords['exif']>): Buffer {
  const entries: [number, 2 | 3, string | number[]][] = [];
  if (exif.description !== undefined) entries.push([0x010e, 2, exif.description]);
  if (exif.orientation !== undefined) entries.push([0x0112, 3, [exif.orientation]]);
  if (exif.artist !== undefined) entries.push([0x013b, 2, exif.artist]);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), TIFF_HEAD, directory(entries, 8)]));
}

function iptcSegment(iptc: NonNullable<JpegWords['iptc']>): Buffer {
  const record = (dataset: number, text: string) => {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([0x1c, 2, dataset, bytes.length >> 8, bytes.length & 255]), bytes]);
  };
  const records: Buffer[] = [Buffer.from([0x1c, 1, 90, 0, 3, 0x1b, 0x25, 0x47])]; // the text is UTF-8
  if (iptc.title) records.push(record(5, iptc.title));
  for (const keyword of iptc.keywords ?? []) records.push(record(25, keyword));
  if (iptc.byline) records.push(record(80, iptc.byline));
  if (iptc.caption) records.push(record(120, iptc.caption));
  const data = Buffer.concat(records);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const padding = Buffer.alloc(data.length % 2);
  return segment(
    0xed,
    Buffer.concat([Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0', 'latin1'), size, data, padding]),
  );
}

export function jpeg(canvas: Canvas, words: JpegWords = {}): Buffer {
  const rows = rgbRows(canvas);
  const rgba = Buffer.alloc((rows.length / 3) * 4, 255);
  for (let i = 0; i < rows.length / 3; ++i) rows.copy(rgba, i * 4, i * 3, i * 3 + 3);
  const plain = jpegJs.encode({ data: rgba, width: canvas.width, height: canvas.height }, 90).data;
  const segments: Buffer[] = [];
  if (words.exif) segments.push(exifSegment(words.exif));
  if (words.xmp) segments.push(segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${words.xmp}`)));
  if (words.iptc) segments.push(iptcSegment(words.iptc));
  return Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2)]);
}

export interface Words {
  title?: string;
  description?: string;
  artist?: string;
  tags?: string[];
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An XMP packet, as sidecars and pictures carry it. */
export function xmp(words: Words): string {
  const alternative = (name: string, text: string | undefined) =>
    text === undefined
      ? ''
      : `<dc:${name}><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt></dc:${name}>`;
  const list = (name: string, kind: 'Bag' | 'Seq', texts: string[]) =>
    texts.length === 0
      ? ''
      : `<dc:${name}><rdf:${kind}>${texts.map((text) => `<rdf:li>${escapeXml(text)}</rdf:li>`).join('')}</rdf:${kind}></dc:${name}>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
${alternative('title', words.title)}${alternative('description', words.description)}
${list('creator', 'Seq', words.artist === undefined ? [] : [words.artist])}${list('subject', 'Bag', words.tags ?? [])}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** A drawing with Dublin Core, as openclipart's are. */
export function svg(
  shapes: string,
  words: Words = {},
  size: { width: number; height: number } = { width: 200, height: 150 },
) {
  const work = [
    words.title === undefined ? '' : `<dc:title>${escapeXml(words.title)}</dc:title>`,
    words.description === undefined ? '' : `<dc:description>${escapeXml(words.description)}</dc:description>`,
    words.artist === undefined
      ? ''
      : `<dc:creator><cc:Agent><dc:title>${escapeXml(words.artist)}</dc:title></cc:Agent></dc:creator>`,
    words.tags === undefined
      ? ''
      : `<dc:subject><rdf:Bag>${words.tags.map((tag) => `<rdf:li>${escapeXml(tag)}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`,
  ].join('');
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:cc="http://creativecommons.org/ns#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}">
<metadata><rdf:RDF><cc:Work rdf:about="">${work}</cc:Work></rdf:RDF></metadata>
${shapes}
</svg>
`);
}
