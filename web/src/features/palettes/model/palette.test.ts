import { describe, expect, it } from 'vitest';
import type { Palette } from '@/api/client';
import { matching, placeAfter, placesOf, sorted, titled, withMoved } from './palette';

const palette = (title: string, images: number, day: number): Palette => ({
  id: `000000000000${day}`,
  title,
  description: '',
  visibility: 'private',
  owner: { id: '0000000000900', name: 'ada' },
  images,
  cover: [],
  cover_image_id: null,
  created_at: `2026-01-0${day}T00:00:00Z`,
  updated_at: `2026-02-0${9 - day}T00:00:00Z`,
  role: 'owner',
  share_key: null,
  living: false,
  search: null,
  version: 1,
});

const all = [palette('Hands', 4, 1), palette('Été 2', 9, 2), palette('Été 10', 1, 3)];
const names = (palettes: readonly Palette[]) => palettes.map(({ title }) => title);

describe('Palettes', () => {
  it.each([
    ['changed', ['Hands', 'Été 2', 'Été 10']],
    ['newest', ['Été 10', 'Été 2', 'Hands']],
    ['title', ['Été 2', 'Été 10', 'Hands']],
    ['largest', ['Été 2', 'Hands', 'Été 10']],
  ] as const)('are sorted by %s', (sort, expected) => {
    expect(names(sorted(all, sort))).toEqual(expected);
  });

  it('are found without accents, in any case, by any of their words', () => {
    expect(names(matching(all, '10 ete'))).toEqual(['Été 10']);
    expect(names(matching(all, ''))).toHaveLength(3);
    expect(titled(all, ' hands ')?.title).toBe('Hands');
    expect(titled(all, 'hand')).toBeUndefined();
  });
});

describe('a place in a Palette', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

  it.each([
    ['the first', 'c', 0, null],
    ['one further down', 'a', 2, 'c'],
    ['one further up', 'd', 1, 'a'],
    ['the last', 'a', 3, 'd'],
    ['beyond the last', 'a', 9, 'd'],
  ])('is named by what is before it: %s', (_, moved, to, after) => {
    expect(placeAfter(items, moved, to)).toBe(after);
  });

  it('is remembered for those that are taken out', () => {
    expect(placesOf(items, ['d', 'a', 'b'])).toEqual({ ids: ['a', 'b', 'd'], afters: [null, 'a', 'c'] });
  });

  it('is where the item is once it has moved', () => {
    expect(withMoved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(withMoved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
  });
});
