import { api, bodyOf, type Image } from '@/api/client';

export interface ImageChange {
  readonly title?: string;
  readonly description?: string;
  readonly artist?: string;
  /** All tags there shall be: those a person gave, and the AI tags that are right. */
  readonly tags?: readonly string[];
  readonly visibility?: Image['visibility'];
}

export function updateImage(id: string, { tags, ...words }: ImageChange): Promise<Image> {
  return bodyOf(
    api.PATCH('/api/v1/images/{id}', {
      params: { path: { id } },
      body: { ...words, ...(tags && { tags: [...tags] }) },
    }),
  );
}

export async function deleteImage(id: string): Promise<void> {
  await bodyOf(api.DELETE('/api/v1/images/{id}', { params: { path: { id } } }));
}

export async function restoreImage(id: string): Promise<void> {
  await bodyOf(api.POST('/api/v1/images/{id}/restore', { params: { path: { id } } }));
}

export async function sendFeedback(imageId: string, action: 'less' | 'undo_less'): Promise<void> {
  await bodyOf(api.POST('/api/v1/feed/feedback', { body: { image_id: imageId, action } }));
}
