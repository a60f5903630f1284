import { api, bodyOf, type SearchExample } from '@/api/client';

/** Lets the server look at a picture. Nothing of it is stored there. */
export function createSearchExample(file: File): Promise<SearchExample> {
  const form = new FormData();
  form.append('file', file);
  return bodyOf(
    api.POST('/api/v1/search/examples', {
      // The generated type describes the parts as text; the browser writes the form and its boundary.
      body: { file: '' },
      bodySerializer: () => form,
    }),
  );
}
