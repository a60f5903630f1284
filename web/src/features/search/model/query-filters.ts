import { EMPTY_QUERY, type SearchQuery } from './search-query';

/** How many of the filters behind the button are set. */
export function filterCount(query: SearchQuery): number {
  const { artist, owner, palette, megapixels, hasWords, from, until, anyTags, noTags } = query;
  const set = [artist, owner, palette, megapixels, from, until, anyTags.length, noTags.length];
  return set.filter(Boolean).length + (hasWords === null ? 0 : 1);
}

const FILTERS = [
  'artist',
  'owner',
  'palette',
  'key',
  'megapixels',
  'hasWords',
  'from',
  'until',
  'anyTags',
  'noTags',
  'orientation',
  'tags',
] as const satisfies readonly (keyof SearchQuery)[];

export function withoutFilters(query: SearchQuery): SearchQuery {
  return { ...query, ...Object.fromEntries(FILTERS.map((filter) => [filter, EMPTY_QUERY[filter]])) };
}
