import { describeQuery } from './describe-query';
import type { SearchQuery } from './search-query';

/** The server's limit. */
export const NAME_CHARACTERS_MAX = 100;

/** A name to begin with: what the search says of itself, without marks. */
export function suggestedName(query: SearchQuery): string {
  const said = describeQuery(query).replace(/[“”#]/g, '');
  return (said.charAt(0).toUpperCase() + said.slice(1)).slice(0, NAME_CHARACTERS_MAX);
}

/** Whether two addresses search for the same: the same parameters in the same order, whatever of them is escaped. */
export function isSameSearch(one: string, other: string): boolean {
  const plain = (query: string) => JSON.stringify([...new URLSearchParams(query)]);
  return plain(one) === plain(other);
}
