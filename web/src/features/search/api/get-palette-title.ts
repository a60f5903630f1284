import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf } from '@/api/client';

/** How the Palette that is searched within is called; null while that is not known or not to be known. */
export function usePaletteTitle(id: string, key: string): string | null {
  const palette = useQuery<string, ApiProblem>({
    queryKey: ['palette-title', id, key],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, ...(key && { query: { key } }) };
      return (await bodyOf(api.GET('/api/v1/palettes/{id}', { params, signal }))).title;
    },
    enabled: id !== '',
  });
  return palette.data ?? null;
}
