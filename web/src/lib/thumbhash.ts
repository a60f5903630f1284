import { thumbHashToDataURL } from 'thumbhash';

// Decoding costs a fraction of a millisecond and tiles come and go while one scrolls: the last ones are kept.
const KEPT_MAX = 1500;
const kept = new Map<string, string | null>();

/** A blurred picture as a data URL of about 32 pixels, or null where the hash is not one. */
export function thumbhashUrl(hash: string): string | null {
  const known = kept.get(hash);
  if (known !== undefined) return known;
  const url = decode(hash);
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value as string);
  kept.set(hash, url);
  return url;
}

/** Whether the picture has see-through parts: the top bit of the hash's header. */
export function hasAlpha(hash: string): boolean {
  return ((bytesOf(hash)?.[2] ?? 0) & 0x80) !== 0;
}

function decode(hash: string): string | null {
  const bytes = bytesOf(hash);
  if (!bytes || bytes.length < 5) return null;
  try {
    return thumbHashToDataURL(bytes);
  } catch {
    return null;
  }
}

function bytesOf(hash: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
