import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type Palette, type SavedSearch } from '@/api/client';

const KEY = ['searches'] as const;

/** The person's own, newest first. */
export function useSavedSearches(enabled: boolean) {
  return useQuery<readonly SavedSearch[], ApiProblem>({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await bodyOf(api.GET('/api/v1/me/searches', { signal }))).items,
    enabled,
  });
}

interface NewSearch {
  readonly name: string;
  /** What stands in the address behind the `?`. */
  readonly query: string;
}

export function useSaveSearch() {
  return useChange((body: NewSearch) => bodyOf(api.POST('/api/v1/me/searches', { body })));
}

export function useRenameSearch() {
  return useChange(({ id, name }: Pick<SavedSearch, 'id' | 'name'>) =>
    bodyOf(api.PATCH('/api/v1/me/searches/{search}', { params: { path: { search: id } }, body: { name } })),
  );
}

export function useDeleteSearch() {
  return useChange(async ({ id }: Pick<SavedSearch, 'id'>) => {
    await bodyOf(api.DELETE('/api/v1/me/searches/{search}', { params: { path: { search: id } } }));
  });
}

/** A Palette that holds what the search finds, from now on. */
export function useMakeLivingPalette() {
  const client = useQueryClient();
  return useMutation<Palette, ApiProblem, NewSearch>({
    mutationFn: ({ name, query }) =>
      bodyOf(api.POST('/api/v1/palettes', { body: { title: name, search: query } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['palettes'] }),
  });
}

function useChange<Input, Output>(send: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation<Output, ApiProblem, Input>({
    mutationFn: send,
    onSuccess: () => void client.invalidateQueries({ queryKey: KEY }),
  });
}
