import type { SearchExample } from '@/api/client';
import { readStored, session, writeStored } from '@/lib/storage';
import { parseRegion, type Region } from './region';

// The server forgets a picture that was only looked at. What its chip shows is kept here, for as long as the tab lives.

export interface ExamplePreview {
  readonly name: string;
  readonly thumbhash: string;
  /** A small picture as a data URL, where the browser could read the file. */
  readonly url: string | null;
}

const PREVIEW_PX = 96;
const ID = /^[0-9a-hjkmnp-tv-z]{13}$/;

/** Whether a `like` names an Image of the library rather than a picture that was looked at. */
export function isImageId(like: string): boolean {
  return ID.test(like);
}

/** The part of an Image that a `like` names; null for all of it. */
export function regionOf(like: string): Region | null {
  const [id = '', region = ''] = like.split('@');
  return isImageId(id) ? parseRegion(region) : null;
}

const isPreview = (value: unknown): value is ExamplePreview =>
  typeof value === 'object' && value !== null && 'thumbhash' in value;

export function examplePreview(like: string): ExamplePreview | null {
  return readStored(session, keyOf(like), isPreview);
}

export async function keepPreview(example: SearchExample, file: File): Promise<void> {
  const preview: ExamplePreview = { name: file.name, thumbhash: example.thumbhash, url: await shrink(file) };
  writeStored(session, keyOf(example.like), preview);
}

// Tokens are long; a part of one tells them apart well enough for a thumbnail.
function keyOf(like: string): string {
  return `palette.example.${like.slice(0, 40)}${like.slice(-40)}`;
}

async function shrink(file: File): Promise<string | null> {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = PREVIEW_PX / Math.min(bitmap.width, bitmap.height);
    const canvas = document.createElement('canvas');
    canvas.width = PREVIEW_PX;
    canvas.height = PREVIEW_PX;
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    canvas
      .getContext('2d')
      ?.drawImage(bitmap, (PREVIEW_PX - width) / 2, (PREVIEW_PX - height) / 2, width, height);
    bitmap.close();
    return canvas.toDataURL('image/webp', 0.8);
  } catch {
    return null;
  }
}
