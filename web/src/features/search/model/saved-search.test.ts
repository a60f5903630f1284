import { expect, test } from 'vitest';
import { isSameSearch, suggestedName } from './saved-search';
import { parseSearchQuery } from './search-query';

const query = (link: string) => parseSearchQuery(new URLSearchParams(link));

test('a search is named by what it says of itself', () => {
  expect(suggestedName(query('q=stormy+sea&tag=boat&color=1e90ff'))).toBe('Stormy sea and boat and a colour');
  expect(suggestedName(query(`q=${'x'.repeat(300)}`))).toHaveLength(100);
});

test('two addresses are one search, however they are escaped', () => {
  expect(isSameSearch('q=stormy+sea%5E2', 'q=stormy%20sea^2')).toBe(true);
  expect(isSameSearch('q=sea&tag=boat', 'tag=boat&q=sea')).toBe(false);
});
