// The query canvas: any mix of texts, pictures and colours, wanted or not, with weights, filters and reasons.

import { describe, expect, test } from 'vitest';
import { type Hit, path, type SearchPage } from './support/client';
import { palette } from './support/palette';
import { sharedImages, sharedLibrary } from './support/shared-library';

const shared = sharedLibrary();
const { api } = shared;
const { named, fileNames } = sharedImages();
const scoreOf = (page: SearchPage, fileName: string) =>
  page.items.find((hit) => hit.id === named(fileName).id)?.score ?? Number.NEGATIVE_INFINITY;
const canvas = async (body: unknown): Promise<SearchPage> => {
  const answer = await api.post('/api/v1/search', body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as SearchPage;
};
const sum = (hit: Hit) => (hit.signals ?? []).reduce((total, signal) => total + signal.contribution, 0);

describe('a canvas', () => {
  test('means what its permalink means', async () => {
    const page = await canvas({
      texts: [{ text: 'violin', weight: 2 }, { text: 'e=mc^2' }],
      like: [{ image: named('lighthouse.svg').id, crop: [0, 0, 0.5, 0.5], weight: 0.5 }],
      colors: [{ color: '#dc141e', share: 0.25 }, { color: '808080' }],
      minus: { texts: [{ text: 'fish & chips' }], colors: [{ color: '1ea03c', weight: 3 }] },
      filters: { no_tags: ['shape'], min_width: 10, has_words: true },
      limit: 100,
    });
    expect(page.permalink).toBe(
      `q=violin%5E2&q=e%3Dmc%5E2%5E1&like=${named('lighthouse.svg').id}@0,0,0.5,0.5%5E0.5&color=dc141e:0.25&color=808080` +
        '&minus=fish%20%26%20chips&minus_color=1ea03c%5E3&no_tag=shape&min_width=10&has_words=true',
    );
    const again = (await api.ok(`/api/v1/search?${page.permalink}&limit=100`)).json as SearchPage;
    expect(again.items).toEqual(page.items);
    expect(again.counts).toEqual(page.counts);
  });

  test.each([
    ['no object', []],
    ['an unknown field', { text: 'x' }],
    ['a text without text', { texts: [{ weight: 1 }] }],
    ['a weight of nothing', { texts: [{ text: 'x', weight: 0 }] }],
    ['a weight that is no number', { texts: [{ text: 'x', weight: 'much' }] }],
    ['an image and a token', { like: [{ image: '0000000000000', token: 'e.x' }] }],
    ['a crop of nothing', { like: [{ image: '0000000000000', crop: [0, 0, 0, 0] }] }],
    ['a crop outside', { like: [{ image: '0000000000000', crop: [0.5, 0, 0.6, 1] }] }],
    ['a share over one', { colors: [{ color: 'ff0000', share: 1.5 }] }],
    ['an unknown filter', { texts: [{ text: 'x' }], filters: { colour: 'red' } }],
    ['a day that is none', { texts: [{ text: 'x' }], filters: { from: '2026-02-30' } }],
    ['an unknown order', { texts: [{ text: 'x' }], sort: 'best' }],
    ['too many texts', { texts: Array.from({ length: 9 }, () => ({ text: 'x' })) }],
  ])('with %s is refused', async (_, body) => {
    const answer = await api.post('/api/v1/search', body);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toMatch(/^(body|parameter)_invalid$/);
  });

  test('takes eight uploaded pictures in one link', async () => {
    const { like } = (await api.example({ bytes: shared.original('violin.png') })).json as { like: string };
    const link = path('/api/v1/search', { like: Array.from({ length: 8 }, () => like) });
    expect(link.length).toBeLessThan(8_000);
    const page = (await api.ok(link)).json as SearchPage;
    expect(page.items[0]?.id).toBe(named('violin.png').id);
  });
});

describe('weights', () => {
  test('decide between two texts', async () => {
    const first = async (violin: number, lighthouse: number) =>
      (await api.search({ q: [`violin^${violin}`, `lighthouse^${lighthouse}`] })).items[0]?.id;
    expect(await first(3, 1)).toBe(named('violin.png').id);
    expect(await first(1, 3)).toBe(named('lighthouse.svg').id);
  });

  test('scale what a part contributes', async () => {
    const contribution = async (q: string) => {
      const page = await api.search({ q, explain: 'true', limit: 200 });
      const hit = page.items.find((item) => item.id === named('violin.png').id);
      return hit?.signals?.find((signal) => signal.kind === 'words')?.contribution ?? 0;
    };
    const once = await contribution('violin');
    expect(once).toBeGreaterThan(0);
    expect(await contribution('violin^2')).toBeCloseTo(2 * once, 3);
  });
});

describe('what is not wanted', () => {
  test('a picture pushes down what looks like it', async () => {
    const color = 'dc141e';
    const plain = await api.search({ color, limit: 200 });
    const without = await api.search({ color, minus_like: named('all red.png').id, limit: 200 });
    expect(plain.items[0]?.id).toBe(named('all red.png').id);
    expect(without.items.map((hit) => hit.id)).not.toContain(named('all red.png').id);
  });

  test('a colour pushes down what is full of it', async () => {
    const like = named('all blue.png').id;
    const plain = await api.search({ like, limit: 200 });
    const without = await api.search({ like, minus_color: 'dc141e', limit: 200 });
    expect(scoreOf(without, 'all red.png')).toBeLessThan(scoreOf(plain, 'all red.png') - 1);
    expect(without.items.find((hit) => hit.id === named('all red.png').id)?.match).toBe('weak');
  });
});

describe('colours with shares', () => {
  test('find the picture with as much of each', async () => {
    const accent = named('grey with a red accent.png').id;
    const little = await api.search({ color: ['dc141e:0.02', '808080:0.98'], limit: 200 });
    expect(little.items[0]).toMatchObject({ id: accent, match: 'strong' });
    const much = await api.search({ color: 'dc141e:0.9', limit: 200 });
    expect(much.items[0]?.id).toBe(named('all red.png').id);
    expect(scoreOf(much, 'all red.png')).toBeGreaterThan(scoreOf(much, 'grey with a red accent.png'));
  });

  test('that no picture has together still find those with one of them', async () => {
    const page = await api.search({ color: ['193cc8:0.5', '1ea03c:0.5'], limit: 200 });
    expect(page.answered).toBe(true);
    for (const fileName of ['all blue.png', 'all green.png']) {
      expect(page.items.find((hit) => hit.id === named(fileName).id)?.match, fileName).toBe('related');
    }
    expect(page.items.map((hit) => hit.id)).not.toContain(named('all red.png').id);
  });
});

describe('filters', () => {
  const shapes = ['even.png', 'tall.png', 'wide.png'];
  test.each([
    ['any of two tags', { any_tag: ['shape', 'coast'] }, [...shapes, 'lighthouse.svg']],
    ['a tag, but not another', { tag: 'shape', no_tag: 'broad' }, ['tall.png']],
    ['an artist, however written', { artist: 'MIRA  holt' }, ['lighthouse.svg']],
    ['an artist nobody is', { artist: 'nobody' }, []],
    ['a width', { tag: 'shape', min_width: 61 }, ['wide.png']],
    ['a height', { tag: 'shape', min_height: 60 }, ['even.png', 'tall.png']],
    ['a size', { tag: 'shape', min_megapixels: 0.003_601 }, []],
    ['words', { tag: 'shape', has_words: 'true' }, shapes],
    ['no words', { tag: 'shape', has_words: 'false' }, []],
    ['days to come', { tag: 'shape', from: '2100-01-01' }, []],
    ['days gone by', { tag: 'shape', from: '2020-01-01', until: '2100-01-01' }, shapes],
  ])('by %s', async (_, filter, expected) => {
    expect(fileNames((await api.search({ ...filter, limit: 200 })).items)).toEqual([...expected].sort());
    const mixed = await api.search({ ...filter, q: 'number', color: '808080', limit: 200 });
    expect(fileNames(mixed.items)).toEqual([...expected].sort());
  });

  test('by an owner nobody is says so', async () => {
    const answer = await api.get('/api/v1/search?q=sea&owner=@nobody');
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('person_not_found');
  });
});

describe('an order', () => {
  test('by time of arrival has the newest first and no weak matches', async () => {
    const { items } = await api.search({ q: 'number', sort: 'newest', limit: 200 });
    const ids = items.map((hit) => hit.id);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(items.every((hit) => hit.match !== 'weak')).toBe(true);
  });

  test('by chance is the same for the same seed, page by page', async () => {
    const query = { q: 'number', sort: 'random', limit: 200 };
    const ids = async (seed: number) => (await api.search({ ...query, seed })).items.map((hit) => hit.id);
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(2)).not.toEqual(await ids(1));
    const walked = await api.walk('/api/v1/search', { ...query, seed: 1, limit: 7 });
    expect(walked.map((hit) => hit.id)).toEqual(await ids(1));
  });
});

describe('typing errors', () => {
  test.each([
    ['lighthuose', 'lighthouse', 'lighthouse.svg'],
    ['vioiln study', 'violin study', 'violin.png'],
    ['teodr brandt', 'teodor brandt', 'violin.png'],
  ])('%s are forgiven, and said', async (q, searched, fileName) => {
    const page = await api.search({ q });
    expect(page.corrections).toEqual([{ asked: q, searched }]);
    expect(page.items[0]).toMatchObject({ id: named(fileName).id, match: 'strong' });
  });

  test('are kept when asked to', async () => {
    const page = await api.search({ q: 'lighthuose', typos: 'keep' });
    expect(page.corrections).toEqual([]);
    expect(page.counts.strong).toBe(0);
  });

  test('are not seen in words that are known', async () => {
    for (const q of ['lighthouse', 'kitten', 'numbers', 'turnip']) {
      expect((await api.search({ q })).corrections, q).toEqual([]);
    }
  });
});

describe('reasons', () => {
  test('add up to the score', async () => {
    const query = { q: 'lighthouse', like: named('violin.png').id, color: '9fd0f0', minus: 'fish' };
    const page = await api.search({ ...query, explain: '1', limit: 20 });
    expect(page.items.length).toBeGreaterThan(0);
    for (const hit of page.items) {
      expect(sum(hit)).toBeCloseTo(hit.score, 2);
      expect(hit.signals?.map((signal) => signal.kind)).toEqual([
        'meaning',
        'words',
        'likeness',
        'color',
        'not_meaning',
      ]);
    }
    expect((await api.search(query)).items[0]?.signals).toBeUndefined();
  });

  test('are given for one Image of a search, also for one that is not among its results', async () => {
    const { id } = named('lighthouse.svg');
    const reasons = (await api.ok(path(`/api/v1/images/${id}/match`, { q: 'lighthouse at dusk' }))).json;
    expect(reasons).toMatchObject({ match: 'strong', passes_filters: true });
    const outside = (await api.ok(path(`/api/v1/images/${id}/match`, { q: 'violin', tag: 'music' }))).json;
    expect(outside.passes_filters).toBe(false);
  });
});

describe('suggestions', () => {
  const suggest = async (q: string) =>
    (await api.ok(path('/api/v1/suggestions', { q }))).json.items as { kind: string; text: string }[];

  test.each([
    ['ligh', 'tag', 'lighthouse'],
    ['STILL l', 'tag', 'still life'],
    ['mira', 'artist', 'Mira Holt'],
    ['hol', 'artist', 'Mira Holt'],
    ['study of', 'title', 'Study of a Violin'],
    ['striped awn', 'word', 'striped awnings'],
    ['lighthuo', 'tag', 'lighthouse'],
  ])('for "%s" include the %s "%s"', async (q, kind, text) => {
    expect(await suggest(q)).toContainEqual(expect.objectContaining({ kind, text }));
  });

  test('are none for nothing, and never fail', async () => {
    for (const q of ['', '  ', '"', '* OR', '^', '💥', 'qwxzv']) expect(await suggest(q), q).toEqual([]);
  });
});

describe('palette search', () => {
  const search = async (...args: string[]) => {
    const outcome = await palette(['search', '--data', shared.data, '--json', ...args]);
    expect(outcome.code, outcome.stderr).toBe(0);
    return (JSON.parse(outcome.stdout) as { results: (Hit & { title: string })[] }).results;
  };

  test('takes the canvas as options and as a link', async () => {
    const options = await search(
      'number^2',
      '--color',
      '808080:0.5',
      '--no-tag',
      'odd number',
      '--minus-color',
      'ff0000',
    );
    const link = 'http://x/search?q=number%5E2&color=808080:0.5&no_tag=odd%20number&minus_color=ff0000';
    expect(options.length).toBeGreaterThan(0);
    expect(await search('--link', link)).toEqual(options);
    const { items } = await api.search({
      q: 'number^2',
      color: '808080:0.5',
      no_tag: 'odd number',
      minus_color: 'ff0000',
      limit: 20,
    });
    expect(options.map((result) => result.id)).toEqual(items.map((hit) => hit.id));
  });

  test('says why', async () => {
    const [result] = await search('lighthouse', '--explain');
    expect(result?.signals?.map((signal) => signal.kind)).toEqual(['meaning', 'words']);
    const outcome = await palette(['search', '--data', shared.data, 'lighthuose', '--explain', '--limit', '1']);
    expect(outcome.stdout).toMatch(/^Searched for 'lighthouse'/);
    expect(outcome.stdout).toMatch(/ {2}words 'lighthouse': /);
  });
});
