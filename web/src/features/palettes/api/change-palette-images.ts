import { api, bodyOf } from '@/api/client';

/** Puts an Image in, or moves it: after another one, first (`null`) or last (`undefined`). */
export async function placeImage(
  paletteId: string,
  imageId: string,
  after: string | null | undefined,
): Promise<void> {
  await bodyOf(
    api.PUT('/api/v1/palettes/{id}/images/{image_id}', {
      params: { path: { id: paletteId, image_id: imageId } },
      body: after === undefined ? {} : { after },
    }),
  );
}

export interface Batch {
  readonly action: 'add' | 'remove' | 'move' | 'copy';
  readonly imageIds: readonly string[];
  /** The other Palette of `move` and `copy`. */
  readonly to?: string;
  /** What each goes behind, null for the first place; without it they go last. */
  readonly afters?: readonly (string | null)[];
}

const BATCH_MAX = 500;

/** Many at once; of more than the server takes, one part after the other. Answers how many that changed. */
export async function changeImages(paletteId: string, batch: Batch): Promise<number> {
  let changed = 0;
  for (let from = 0; from < batch.imageIds.length; from += BATCH_MAX) {
    const answer = await bodyOf(
      api.POST('/api/v1/palettes/{id}/images/batch', {
        params: { path: { id: paletteId } },
        body: {
          action: batch.action,
          image_ids: batch.imageIds.slice(from, from + BATCH_MAX),
          ...(batch.to && { to: batch.to }),
          ...(batch.afters && { afters: batch.afters.slice(from, from + BATCH_MAX) }),
        },
      }),
    );
    changed += answer.changed;
  }
  return changed;
}
