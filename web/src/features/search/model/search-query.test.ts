import { describe, expect, it } from 'vitest';
import { describeQuery } from './describe-query';
import { filterCount, withoutFilters } from './query-filters';
import { withReplaced, withTurned, withWeight } from './query-parts';
import {
  EMPTY_QUERY,
  isSearchable,
  parseSearchQuery,
  type SearchQuery,
  searchParams,
  searchPath,
  withAdded,
  withRemoved,
} from './search-query';

const queries: [string, SearchQuery][] = [
  ['nothing', EMPTY_QUERY],
  ['words', { ...EMPTY_QUERY, text: 'a stormy sea & “ships” #1 + 100%' }],
  ['pictures', { ...EMPTY_QUERY, likes: ['06fjr3t2xk8g0', 'ex1.AbC-_=='] }],
  ['colours', { ...EMPTY_QUERY, colors: ['#1f8a86', '#ffffff'] }],
  [
    'much at once',
    {
      ...EMPTY_QUERY,
      text: 'été 海',
      likes: ['06fjr3t2xk8g0'],
      minus: ['people', 'text & signs'],
      colors: ['#b3392f'],
      tags: ['oil on canvas', '19th, century'],
      orientation: 'portrait',
    },
  ],
  [
    'everything',
    {
      text: 'sea',
      also: ['calm', 'dusk: 8^', 'e=mc^2'],
      likes: ['06fjr3t2xk8g0@0.25,0.1,0.5,0.5', 'e.AbC-_'],
      colors: ['#b3392f', '#ffffff'],
      minus: ['people'],
      minusLikes: ['06fjr3t2xk8g1'],
      minusColors: ['#000000'],
      tags: ['ink'],
      anyTags: ['bird', 'boat'],
      noTags: ['logo'],
      weights: { 'text sea': 2, 'likes e.AbC-_': 0.5, 'colors #b3392f': 3, 'minusColors #000000': 0.25 },
      shares: { 'colors #b3392f': 0.4, 'colors #ffffff': 1 },
      orientation: 'square',
      artist: 'Hokusai',
      owner: '@ada',
      palette: '06fjr3t2xk8p0',
      key: 'k3y_',
      megapixels: 2.5,
      hasWords: false,
      from: '2026-01-01',
      until: '2026-02-01',
      sort: 'random',
      seed: 7,
      asTyped: true,
    },
  ],
];

describe('a search and its address', () => {
  it.each(queries)('of %s are the same both ways', (_name, query) => {
    expect(parseSearchQuery(new URLSearchParams(searchParams(query).toString()))).toEqual(query);
  });

  it('have the server’s names', () => {
    expect(searchPath(queries[4]?.[1] ?? EMPTY_QUERY)).toBe(
      '/search?q=%C3%A9t%C3%A9+%E6%B5%B7&like=06fjr3t2xk8g0&minus=people&minus=text+%26+signs&color=b3392f&tag=oil+on+canvas&tag=19th%2C+century&orientation=portrait',
    );
    expect(searchPath(EMPTY_QUERY)).toBe('/search');
  });

  it('take what people type into an address bar', () => {
    const params = new URLSearchParams(
      'q=%20sea%20&color=%23FA0&color=nope&tag=&minus=x&minus=x&orientation=diagonal',
    );
    expect(parseSearchQuery(params)).toEqual({
      ...EMPTY_QUERY,
      text: 'sea',
      colors: ['#ffaa00'],
      minus: ['x'],
    });
  });

  it('keep to the server’s limits', () => {
    const params = new URLSearchParams([['q', 'x'.repeat(900)]]);
    for (let i = 0; i < 30; i++) {
      params.append('like', `l${i}`);
      params.append('tag', `t${i}`);
      params.append('color', `0000${i.toString(16).padStart(2, '0')}`);
    }
    const query = parseSearchQuery(params);
    expect([query.text.length, query.likes.length, query.tags.length, query.colors.length]).toEqual([
      490, 8, 16, 6,
    ]);
  });
});

it('only what can be looked for is searchable', () => {
  expect(isSearchable(EMPTY_QUERY)).toBe(false);
  expect(isSearchable({ ...EMPTY_QUERY, minus: ['people'], orientation: 'square' })).toBe(false);
  expect(isSearchable({ ...EMPTY_QUERY, tags: ['sea'] })).toBe(true);
});

it('parts are added once, and the oldest gives way when there are too many', () => {
  let query = EMPTY_QUERY;
  for (let i = 0; i < 8; i++) query = withAdded(query, 'colors', `#00000${i}`);
  expect(query.colors).toEqual(['#000002', '#000003', '#000004', '#000005', '#000006', '#000007']);
  expect(withAdded(query, 'colors', '#000007').colors).toHaveLength(6);
  expect(withRemoved(query, 'colors', '#000007').colors).toHaveLength(5);
});

it('a part that is turned round keeps its weight', () => {
  const query = withWeight({ ...EMPTY_QUERY, colors: ['#000000'] }, 'colors', '#000000', 3);
  const turned = withTurned(query, 'colors', '#000000');
  expect([turned.colors, turned.minusColors, turned.weights]).toEqual([
    [],
    ['#000000'],
    { 'minusColors #000000': 3 },
  ]);
  expect(withTurned(turned, 'minusColors', '#000000')).toEqual(query);
  expect(withTurned({ ...EMPTY_QUERY, minus: ['ships'] }, 'minus', 'ships').text).toBe('ships');
});

it('a part of a picture takes the place of the whole one', () => {
  const query = withWeight({ ...EMPTY_QUERY, likes: ['a', 'b'] }, 'likes', 'a', 2);
  const cropped = withReplaced(query, 'likes', 'a', 'a@0,0,0.5,0.5');
  expect([cropped.likes, cropped.weights]).toEqual([['a@0,0,0.5,0.5', 'b'], { 'likes a@0,0,0.5,0.5': 2 }]);
});

it('filters are counted and cleared together', () => {
  const query: SearchQuery = { ...EMPTY_QUERY, text: 'sea', noTags: ['logo'], megapixels: 2 };
  expect([filterCount(query), withoutFilters(query)]).toEqual([2, { ...EMPTY_QUERY, text: 'sea' }]);
});

it('a search can be said in words', () => {
  expect(describeQuery({ ...EMPTY_QUERY, text: 'sea', colors: ['#000000'], minus: ['ships'] })).toBe(
    '“sea” and a colour without ships',
  );
});
