import { type ImageChange, updateImage } from '../api/update-image';
import type { Upload, Visibility, Words } from './upload-queue';
import { uploads } from './uploads';

export interface BulkChange {
  readonly add?: readonly string[];
  readonly remove?: string;
  readonly visibility?: Visibility;
}

/** The tags of a row: its Image's where there is one, with what Palette saw itself; else those that will be sent. */
export function tagsOf({ image, words }: Upload): readonly { name: string; source: 'ai' | 'person' }[] {
  if (!image) return words.tags.map((name) => ({ name, source: 'person' as const }));
  return image.tags.map(({ name, source }) => ({ name, source }));
}

/** Keeps words for a row: sent with its bytes, or written to the Image that it became. */
export async function writeWords(upload: Upload, words: Partial<Words>): Promise<void> {
  uploads.write(upload.key, words);
  if (!upload.image) return;
  uploads.refresh(await updateImage(upload.image.id, changeOf(words)));
}

/** For all rows at once; those that fail do not keep the others from it. Throws the first failure. */
export async function writeAll(
  rows: readonly Upload[],
  { add = [], remove, visibility }: BulkChange,
): Promise<void> {
  const written = await Promise.allSettled(
    rows.map((row) => {
      const before = tagsOf(row).map(({ name }) => name);
      const tags = [...new Set([...before, ...add])].filter((name) => name !== remove);
      const same = tags.length === before.length && tags.every((name) => before.includes(name));
      return writeWords(row, { ...(!same && { tags }), ...(visibility && { visibility }) });
    }),
  );
  const failed = written.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function changeOf({ title, description, tags, visibility }: Partial<Words>): ImageChange {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tags && { tags }),
    ...(visibility && { visibility }),
  };
}
