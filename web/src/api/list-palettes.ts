import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type Palette } from './client';

const PAGE = 200;
const FRESH_MS = 60_000;

/** All of them: a person has tens or hundreds, and they are sorted and searched here. */
async function allPalettes(
  query: { mine?: 1; owner?: string; contains?: string },
  signal: AbortSignal,
): Promise<Palette[]> {
  const palettes: Palette[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Palette[]; next_cursor: string | null } = await bodyOf(
      api.GET('/api/v1/palettes', {
        params: { query: { ...query, limit: PAGE, ...(cursor && { cursor }) } },
        signal,
      }),
    );
    palettes.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return palettes;
}

const myPalettesQuery = queryOptions<Palette[], ApiProblem>({
  queryKey: ['palettes', 'mine'],
  queryFn: ({ signal }) => allPalettes({ mine: 1 }, signal),
  staleTime: FRESH_MS,
});

/** The person's own Palettes and those they may add to. */
export function useMyPalettes(enabled: boolean) {
  return useQuery({ ...myPalettesQuery, enabled });
}

/** Those of a person (`@name`) that everybody may see, the last changed first. */
export function usePublicPalettes(owner: string) {
  return useQuery<Palette[], ApiProblem>({
    queryKey: ['palettes', 'public', owner],
    queryFn: ({ signal }) => allPalettes({ owner }, signal),
    select: (palettes) => palettes.filter(({ visibility }) => visibility === 'public'),
    staleTime: FRESH_MS,
  });
}

/** The person's own Palettes and those they may add to, each saying whether the Image is in it already; what is known of them is shown meanwhile. */
export function usePalettesFor(imageId: string | null, client: QueryClient) {
  return useQuery<Palette[], ApiProblem>({
    queryKey: ['palettes', 'mine', imageId],
    queryFn: ({ signal }) => allPalettes({ mine: 1, ...(imageId && { contains: imageId }) }, signal),
    placeholderData: () => client.getQueryData<Palette[]>(myPalettesQuery.queryKey),
  });
}
