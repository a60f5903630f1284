import type { Image } from '@/api/client';
import { formatBytes, formatMediaType, plural } from '@/lib/format';

/** What tells copies of one picture apart, as it is said under each. */
export function factsOf(image: Image): readonly string[] {
  const own = image.tags.filter(({ source }) => source === 'person').length;
  return [
    `${image.width} × ${image.height}`,
    `${formatMediaType(image.media_type)}, ${formatBytes(image.bytes)}`,
    ...(own > 0 ? [plural(own, 'own tag', 'own tags')] : []),
    ...(image.visibility === 'private' ? ['only you see it'] : []),
  ];
}

/** Why it is suggested: what it has most of. */
export function praiseOf(image: Image, all: readonly Image[]): string | null {
  const greatest = (measure: (one: Image) => number) =>
    all.every((other) => other === image || measure(other) < measure(image));
  if (greatest(({ width, height }) => width * height)) return 'Largest';
  if (greatest(({ bytes }) => bytes)) return 'Largest file';
  return null;
}

export function nameOf({ title, file_name: file }: Image): string {
  return title || file || 'Untitled picture';
}
