import { expect, it } from 'vitest';
import { isFiltered, parseWallFilter, type WallFilter, wallParams, withTagToggled } from './wall-filter';

const PLAIN: WallFilter = { order: 'shuffle', orientation: null, tags: [] };

it.each<[string, WallFilter]>([
  ['', PLAIN],
  ['order=newest', { ...PLAIN, order: 'newest' }],
  [
    'orientation=square&tag=oil+on+canvas&tag=sea',
    { ...PLAIN, orientation: 'square', tags: ['oil on canvas', 'sea'] },
  ],
])('the filter and its address %j are the same both ways', (address, filter) => {
  expect(parseWallFilter(new URLSearchParams(address))).toEqual(filter);
  expect(wallParams(filter).toString()).toBe(address);
});

it('tags are put in and taken out', () => {
  const filter = withTagToggled(PLAIN, 'sea');
  expect([filter.tags, isFiltered(filter)]).toEqual([['sea'], true]);
  expect(isFiltered(withTagToggled(filter, 'sea'))).toBe(false);
});

it.each<[string, WallFilter]>([
  ['', { ...PLAIN, order: 'feed' }],
  ['order=shuffle', PLAIN],
  ['order=newest', { ...PLAIN, order: 'newest' }],
  ['tag=sea', { ...PLAIN, tags: ['sea'] }],
])('to a person %j is their own wall or a part of the library, both ways', (address, filter) => {
  expect(parseWallFilter(new URLSearchParams(address), 'feed')).toEqual(filter);
  expect(wallParams(filter, 'feed').toString()).toBe(address);
});
