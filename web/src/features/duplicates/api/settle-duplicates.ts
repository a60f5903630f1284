import { api, bodyOf, type Image } from '@/api/client';

export function mergeDuplicates(keep: string, remove: readonly string[]): Promise<Image> {
  return bodyOf(api.POST('/api/v1/duplicates/merge', { body: { keep, remove: [...remove] } }));
}

export function restoreImage(id: string): Promise<Image> {
  return bodyOf(api.POST('/api/v1/images/{id}/restore', { params: { path: { id } } }));
}

/** Says that the pictures do not show the same, or takes that back. */
export async function dismissDuplicates(imageIds: readonly string[], dismissed: boolean): Promise<void> {
  await bodyOf(api.POST('/api/v1/duplicates/dismiss', { body: { image_ids: [...imageIds], dismissed } }));
}
