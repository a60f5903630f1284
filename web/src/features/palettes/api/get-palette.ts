import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type Palette } from '@/api/client';

export const paletteKey = (id: string) => ['palette', id] as const;

/** `key` is the one of a share link. */
export function usePalette(id: string, key: string | null) {
  return useQuery<Palette, ApiProblem>({
    queryKey: [...paletteKey(id), key],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/palettes/{id}', { params: { path: { id }, query: key ? { key } : {} }, signal }),
      ),
  });
}
