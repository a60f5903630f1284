import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, api, bodyOf, type Collaborator } from '@/api/client';

export const peopleKey = (id: string) => ['palette-people', id] as const;

export function usePalettePeople(id: string) {
  return useQuery<readonly Collaborator[], ApiProblem>({
    queryKey: peopleKey(id),
    queryFn: async ({ signal }) =>
      (await bodyOf(api.GET('/api/v1/palettes/{id}/people', { params: { path: { id } }, signal }))).items,
  });
}

/** `who` is an id or `@name`. */
export async function letIn(id: string, who: string, role: Collaborator['role']): Promise<void> {
  await bodyOf(
    api.PUT('/api/v1/palettes/{id}/people/{person}', {
      params: { path: { id, person: who } },
      body: { role },
    }),
  );
}

export async function shutOut(id: string, who: string): Promise<void> {
  await bodyOf(
    api.DELETE('/api/v1/palettes/{id}/people/{person}', { params: { path: { id, person: who } } }),
  );
}
