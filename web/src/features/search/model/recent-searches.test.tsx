import { expect, it } from 'vitest';
import { forgetSearches, noteSearch, recentSearches } from './recent-searches';

it('the last searches come first, each once, and eight at most', () => {
  for (let i = 0; i < 10; i++) noteSearch(`search ${i}`);
  noteSearch('Search 5');
  expect(recentSearches()).toEqual(['Search 5', ...[9, 8, 7, 6, 4, 3, 2].map((i) => `search ${i}`)]);
  forgetSearches();
  expect(recentSearches()).toEqual([]);
});

it('what an older version or another program wrote is no error', () => {
  localStorage.setItem('palette.recent', '{"not":');
  expect(recentSearches()).toEqual([]);
  localStorage.setItem('palette.recent', '[1,2]');
  expect(recentSearches()).toEqual([]);
});
