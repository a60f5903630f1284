import type { Region } from './region';

// The files behind pictures that were only looked at, while the tab lives: a part of one can still be cut out, and then
// another part. The server keeps none of it.

export interface ExampleFile {
  readonly whole: File;
  readonly region: Region | null;
}

const KEPT_MAX = 16;
const files = new Map<string, ExampleFile>();

export function keepFile(like: string, file: ExampleFile): void {
  files.delete(like);
  files.set(like, file);
  const [oldest] = files.keys();
  if (files.size > KEPT_MAX && oldest !== undefined) files.delete(oldest);
}

export function exampleFile(like: string): ExampleFile | null {
  return files.get(like) ?? null;
}

const QUALITY = 0.92;

/** The part of a picture as a file of its own. Rejects for what the browser cannot read as pixels. */
export async function cutOut(file: File, { left, top, width, height }: Region): Promise<File> {
  const bitmap = await createImageBitmap(file);
  try {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * width));
    canvas.height = Math.max(1, Math.round(bitmap.height * height));
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, -Math.round(bitmap.width * left), -Math.round(bitmap.height * top));
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp', QUALITY));
    if (!context || !blob) throw new Error('The browser drew nothing.');
    return new File([blob], file.name, { type: blob.type });
  } finally {
    bitmap.close();
  }
}
