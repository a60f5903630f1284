import { api, bodyOf } from '@/api/client';

export async function setLike(id: string, liked: boolean): Promise<void> {
  const params = { params: { path: { id } } };
  await bodyOf(
    liked ? api.PUT('/api/v1/images/{id}/like', params) : api.DELETE('/api/v1/images/{id}/like', params),
  );
}
