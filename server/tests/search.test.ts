import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Hit, type Image, path } from './support/client';
import { newFolder } from './support/folders';
import { checkAgrees, importInto, palette, Server } from './support/palette';
import { GREY, numbered, png, RED, type Rgb, svg, xmp } from './support/pictures';
import { sharedImages, sharedLibrary } from './support/shared-library';
import { LIGHTHOUSE, SERIES, VIOLIN, writeFiles } from './support/shared-pictures';

const shared = sharedLibrary();
const { api } = shared;
const { images, named, fileNames } = sharedImages();
const strong = (hits: Hit[]) => hits.filter((hit) => hit.match === 'strong');

describe('a search by words', () => {
  test.each([
    ['a title', 'lighthouse at dusk', 'lighthouse.svg'],
    ['a word of a title in other case and form', 'LIGHTHOUSES', 'lighthouse.svg'],
    ['the beginning of a word', 'lightho', 'lighthouse.svg'],
    ['a word of a description', 'seagulls', 'lighthouse.svg'],
    ['an artist', 'mira holt', 'lighthouse.svg'],
    ['an artist of a sidecar', 'Brändt', 'violin.png'],
    ['an artist whose accents are left out', 'brandt', 'violin.png'],
    ['an artist whose accents are written apart', 'Bra\u0308ndt', 'violin.png'],
    ['a title without spaces', '絵の具の海', 'ink.png'],
    ['the beginning of a title without spaces', '絵の具', 'ink.png'],
    ['words of another script', 'ЧЁРНОЕ', 'ink.png'],
    ['a tag', 'still life', 'violin.png'],
    ['words of title and tag together', 'violin music', 'violin.png'],
    ['words of a text beside the picture', 'turnips awnings', 'market.png'],
    ['words between words that say nothing', 'the study of a violin', 'violin.png'],
  ])('finds by %s first, and strongly', async (_, q, fileName) => {
    const page = await api.search({ q });
    expect(page.items[0]).toMatchObject({ id: named(fileName).id, match: 'strong' });
    expect(page.counts.strong).toBe(strong((await api.search({ q, limit: 200 })).items).length);
  });

  test('takes punctuation and operators as plain text', async () => {
    for (const q of [
      '"',
      '* OR NEAR(',
      "lighthouse'); DROP TABLE images;--",
      'title:lighthouse',
      '-lighthouse',
      '(((',
      '^ % _',
      '\\',
      '💥',
      '.',
    ]) {
      const answer = await api.get(path('/api/v1/search', { q }));
      expect(answer.status, q).toBe(200);
    }
    expect((await api.search({ q: '"lighthouse" AND (dusk*)' })).items[0]?.id).toBe(named('lighthouse.svg').id);
  });

  test.each(['qwxzv jklpt', 'zzzyx', '98123471234'])('says honestly that nothing answers %s well', async (q) => {
    expect((await api.search({ q })).counts.strong).toBe(0);
  });

  test('orders by match, then by score', async () => {
    const { items, counts } = await api.search({ q: 'number', limit: 200 });
    const rank = { strong: 0, related: 1, weak: 2 };
    for (let i = 1; i < items.length; ++i) {
      const [before, after] = [items[i - 1] as Hit, items[i] as Hit];
      const falls =
        rank[before.match] < rank[after.match] || (before.match === after.match && before.score >= after.score);
      expect(falls, `${i}`).toBe(true);
    }
    expect(counts.strong + counts.related + counts.weak).toBe(items.length);
    expect(counts.strong).toBeGreaterThanOrEqual(SERIES);
  });

  test('answers a hundred clients at once as it answers one', async () => {
    const queries = ['violin', 'number 7', 'a boat', 'dusk', 'series'].map((q) => ({ q, limit: 20 }));
    const alone = [];
    for (const query of queries) alone.push((await api.search(query)).items);
    const crowd = await Promise.all(Array.from({ length: 100 }, (_, i) => api.search(queries[i % 5] ?? {})));
    for (const [i, page] of crowd.entries()) expect(page.items).toEqual(alone[i % 5]);
  });

  test('gives the same answer every time', async () => {
    const once = await api.search({ q: 'blue boat', limit: 200 });
    const twice = await api.search({ q: 'blue boat', limit: 200 });
    expect(twice.items).toEqual(once.items);
  });
});

describe('a search by meaning', () => {
  // Drawings without a word: only what they show can bring them up. They are compared with pictures that show nothing.
  test.each([
    ['a house with a roof', '1.svg'],
    ['goldfish swimming', '2.svg'],
    ['a red apple', '3.svg'],
    ['some fruit', '3.svg'],
    ['a green tree', '4.svg'],
  ])('puts a drawing of "%s" before nine of ten pictures', async (q, fileName) => {
    const { items } = await api.search({ q, limit: 200 });
    const position = items.findIndex((hit) => hit.id === named(fileName).id);
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position).toBeLessThan(images.length / 10);
  });
});

describe('a search by example', () => {
  test('puts another size of the same picture first', async () => {
    const data = join(newFolder(), 'library');
    const folder = newFolder('sizes');
    const { width, height, paint } = numbered(5, 96, 72);
    writeFiles(folder, {
      'small.png': png({ width, height, paint }),
      'large.png': png({ width: 2 * width, height: 2 * height, paint: (x, y) => paint(x / 2, y / 2) }),
      ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`other ${i}.png`, png(numbered(50 + i, 96, 72))])),
    });
    await importInto(data, [folder]);
    const server = await Server.start(data);
    const cards = await server.api.walk('/api/v1/images');
    const all = await Promise.all(cards.map((card) => server.api.image(card.id)));
    const small = all.find((image) => image.file_name === 'small.png') as Image;
    const large = all.find((image) => image.file_name === 'large.png') as Image;
    expect((await server.api.search({ like: small.id })).items[0]?.id).toBe(large.id);
    const similar = (await server.api.ok(`/api/v1/images/${large.id}/similar`)).json.items as Hit[];
    expect(similar[0]?.id).toBe(small.id);
    expect(similar.map((hit) => hit.id)).not.toContain(large.id);
    await server.stop();
  });

  test('that is uploaded finds the same picture first, and strongly', async () => {
    for (const fileName of ['lighthouse.svg', 'violin.png', 'drawn/3.svg']) {
      const answer = await api.example({ bytes: shared.original(fileName) });
      expect(answer.status).toBe(200);
      const image = named(fileName.split('/').at(-1) as string);
      expect(answer.json).toMatchObject({ width: image.width, height: image.height, thumbhash: image.thumbhash });
      expect(answer.json.swatches).toEqual(image.swatches);
      const page = await api.search({ like: answer.json.like });
      expect(page.items[0], fileName).toMatchObject({ id: image.id, match: 'strong' });
    }
  });

  test('that is uploaded is stored nowhere', async () => {
    const before = await api.library();
    await api.example({ bytes: png(numbered(9_999)) });
    expect(await api.library()).toEqual(before);
    await checkAgrees(shared.data);
  });

  test('that is no picture is refused', async () => {
    expect((await api.example({ bytes: Buffer.from('words') })).status).toBe(415);
    expect((await api.example({ bytes: Buffer.alloc(0) })).status).toBe(400);
  });

  test('may be mixed with words', async () => {
    const page = await api.search({ like: named('lighthouse.svg').id, q: 'violin' });
    expect(page.items[0]?.id).toBe(named('violin.png').id);
  });

  test('of another model pack is refused with advice', async () => {
    const { like } = (await api.example({ bytes: png(numbered(1)) })).json as { like: string };
    const foreign = like.replace(/^e\.(.)/, (_, first: string) => `e.${first === 'A' ? 'B' : 'A'}`);
    const answer = await api.get(path('/api/v1/search', { like: foreign }));
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('example_outdated');
  });

  test('that nobody has is not found', async () => {
    expect((await api.get('/api/v1/search?like=0000000000000')).status).toBe(404);
  });
});

describe('a search by colour', () => {
  const first = async (color: string) => (await api.search({ color, limit: 200 })).items;

  test.each([
    ['dc141e', 'all red.png'],
    ['#DC141E', 'all red.png'],
    ['193cc8', 'all blue.png'],
    ['1ea03c', 'all green.png'],
    ['808080', 'all grey.png'],
  ])('%s puts the picture that is full of it first, and strongly', async (color, fileName) => {
    expect((await first(color))[0]).toMatchObject({ id: named(fileName).id, match: 'strong' });
  });

  test('finds a red accent on 2 % of a grey picture, but not pictures without red', async () => {
    const hits = await first('dc141e');
    const found = hits.find((hit) => hit.id === named('grey with a red accent.png').id);
    expect(['strong', 'related']).toContain(found?.match);
    for (const fileName of ['all grey.png', 'all blue.png', 'all green.png']) {
      expect(hits.find((hit) => hit.id === named(fileName).id)?.match ?? 'weak', fileName).toBe('weak');
    }
  });

  test('of two colours wants both', async () => {
    const { items } = await api.search({ color: ['dc141e', '808080'], limit: 200 });
    expect(items[0]?.id).toBe(named('grey with a red accent.png').id);
    for (const fileName of ['all red.png', 'all grey.png']) {
      expect(items.find((hit) => hit.id === named(fileName).id)?.match ?? 'weak', fileName).not.toBe('strong');
    }
  });

  test('keeps a small vivid accent beside the grey dominant', () => {
    const { swatches } = named('grey with a red accent.png');
    const [dominant] = swatches;
    expect(dominant?.share).toBeGreaterThan(0.9);
    const red = swatches.find(
      (swatch) =>
        Number.parseInt(swatch.color.slice(1, 3), 16) > 180 && Number.parseInt(swatch.color.slice(3, 5), 16) < 90,
    );
    expect(red?.share).toBeGreaterThan(0.01);
    expect(red?.share).toBeLessThan(0.03);
  });
});

describe('filters', () => {
  test.each([
    [['shape'], ['even.png', 'tall.png', 'wide.png']],
    [['SHAPE'], ['even.png', 'tall.png', 'wide.png']],
    [
      ['shape', 'broad'],
      ['even.png', 'wide.png'],
    ],
    [['shape', 'no such tag'], []],
  ])('the tags %j keep their Images only', async (tag, expected) => {
    expect(fileNames((await api.search({ tag })).items)).toEqual(expected);
    expect(fileNames((await api.search({ tag, q: 'anything' })).items)).toEqual(expected);
    expect(fileNames(await api.walk('/api/v1/images', { tag }))).toEqual(expected);
  });

  test.each([
    ['portrait', 'tall.png'],
    ['landscape', 'wide.png'],
    ['square', 'even.png'],
  ])('the orientation %s keeps its Images only', async (orientation, expected) => {
    expect(fileNames((await api.search({ tag: 'shape', orientation })).items)).toEqual([expected]);
    expect(fileNames(await api.walk('/api/v1/images', { tag: 'shape', orientation }))).toEqual([expected]);
    const all = await api.walk('/api/v1/search', { q: 'number', orientation, limit: 200 });
    for (const card of all) {
      const ratio = card.width / card.height;
      expect(ratio > 1.06 ? 'landscape' : ratio < 0.94 ? 'portrait' : 'square').toBe(orientation);
    }
  });

  test('"not" pushes down what it names', async () => {
    const plain = await api.search({ q: 'number', limit: 200 });
    const fish = named('2.svg').id;
    const withFish = await api.search({ q: 'animal', limit: 200 });
    const without = await api.search({ q: 'animal', minus: 'fish', limit: 200 });
    const score = (hits: Hit[]) => hits.find((hit) => hit.id === fish)?.score ?? Number.NEGATIVE_INFINITY;
    expect(score(without.items)).toBeLessThan(score(withFish.items));
    expect(plain.items.length).toBe((await api.search({ q: 'number', minus: 'fish', limit: 200 })).items.length);
  });
});

describe('tags', () => {
  test('are counted, most used first, and completed from their beginning', async () => {
    const { items } = (await api.ok('/api/v1/tags?limit=200')).json as { items: { name: string; images: number }[] };
    const counts = Object.fromEntries(items.map((item) => [item.name, item.images]));
    expect(counts).toMatchObject({ series: SERIES, 'even number': SERIES / 2, shape: 3 });
    for (let i = 1; i < items.length; ++i) expect(items[i - 1]?.images).toBeGreaterThanOrEqual(items[i]?.images ?? 0);
    const prefixed = (await api.ok('/api/v1/tags?prefix=LIGHT')).json.items as { name: string }[];
    expect(prefixed.map((item) => item.name)).toContain('lighthouse');
    expect(prefixed.every((item) => item.name.startsWith('light'))).toBe(true);
    expect((await api.ok('/api/v1/tags?prefix=%25')).json.items).toEqual([]);
  });
});

interface CommandLineResult {
  id: string;
  title: string;
  score: number;
  match: string;
  tags: string[];
  original: string;
}

describe('palette search', () => {
  const search = async (...args: string[]) => {
    const outcome = await palette(['search', '--data', shared.data, '--json', ...args]);
    expect(outcome.code, outcome.stderr).toBe(0);
    const answer = JSON.parse(outcome.stdout) as { results: CommandLineResult[]; took_ms: number };
    expect(Object.keys(answer).sort()).toEqual(['results', 'took_ms']);
    expect(answer.took_ms).toBeGreaterThan(0);
    for (const result of answer.results) {
      expect(Object.keys(result).sort()).toEqual(['id', 'match', 'original', 'score', 'tags', 'title']);
    }
    return answer.results;
  };

  test('answers the JSON of the contract, with a path to the Original', async () => {
    const [result] = await search('lighthouse');
    expect(result).toMatchObject({
      id: named('lighthouse.svg').id,
      title: LIGHTHOUSE.title,
      match: 'strong',
      score: expect.any(Number),
      tags: expect.arrayContaining(LIGHTHOUSE.tags),
    });
    expect(readFileSync(result?.original as string).equals(shared.original('lighthouse.svg'))).toBe(true);
  });

  test('finds what the server finds', async () => {
    const { items } = await api.search({ q: 'red apple', color: 'dc141e', limit: 20 });
    const results = await search('red apple', '--color', 'dc141e');
    expect(results.map((result) => result.id)).toEqual(items.map((hit) => hit.id));
  });

  test('takes --limit, --tag, --color and --minus', async () => {
    expect(await search('number', '--limit', '3')).toHaveLength(3);
    expect((await search('--tag', 'shape', '--tag', 'broad')).map((result) => result.title).sort()).toEqual([
      'Even',
      'Wide',
    ]);
    expect((await search('--color', '#dc141e'))[0]?.id).toBe(named('all red.png').id);
    const minus = await search('animal', '--minus', 'fish', '--limit', '1000');
    const { items } = await api.search({ q: 'animal', minus: 'fish', limit: 200 });
    expect(minus.map((result) => result.id)).toEqual(items.map((hit) => hit.id));
  });

  test('takes an id and a file as examples', async () => {
    const violin = named('violin.png');
    const byId = await search('--like', violin.id);
    expect(byId.length).toBeGreaterThan(0);
    expect(byId.map((result) => result.id)).not.toContain(violin.id);
    const byFile = await search('--like', join(shared.folder, 'violin.png'));
    expect(byFile[0]).toMatchObject({ id: violin.id, title: VIOLIN.title, match: 'strong' });
  });

  test('says in words what it found', async () => {
    const outcome = await palette(['search', '--data', shared.data, 'lighthouse', '--limit', '1']);
    expect(outcome.stdout).toMatch(/^strong +\d+\.\d\d +[0-9a-z]{13} +Lighthouse at Dusk\n$/);
    const nothing = await palette(['search', '--data', join(newFolder(), 'library'), 'lighthouse']);
    expect(nothing.stdout).toBe('Nothing was found.\n');
    expect(nothing.code).toBe(0);
  });

  test.each([
    ['nothing to look for', [], /what to look for/],
    ['a colour that is none', ['--color', 'reddish'], /six hex digits.*reddish/],
    ['an example that is not there', ['--like', '/nowhere/x.png'], /\/nowhere\/x\.png/],
    ['an id that nobody has', ['--like', '0000000000000'], /no such Image/],
    ['a limit of none', ['boat', '--limit', '0'], /--limit/],
  ])('ends with 1 and a reason for %s', async (_, args, reason) => {
    const outcome = await palette(['search', '--data', shared.data, ...args]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(reason);
    expect(outcome.stdout).toBe('');
  });

  test('names an example that is no picture', async () => {
    const file = join(newFolder(), 'words.png');
    writeFileSync(file, 'no picture');
    const outcome = await palette(['search', '--data', shared.data, '--like', file]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(file);
    expect(outcome.stderr).toMatch(/not a picture/);
  });
});

test('a library of a single Image is searched as any other', async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  expect((await server.api.search({ q: 'anything' })).items).toEqual([]);
  expect((await server.api.search({ color: 'ff0000' })).items).toEqual([]);
  const accent: Rgb = RED;
  const image = await server.api.add({
    bytes: png({ width: 50, height: 50, paint: (x) => (x < 10 ? accent : GREY) }, { xmp: xmp({ title: 'Alone' }) }),
  });
  for (const query of [{ q: 'alone' }, { color: 'dc141e' }]) {
    expect((await server.api.search(query as Record<string, string>)).items[0]?.id).toBe(image.id);
  }
  expect((await server.api.search({ like: image.id })).items).toEqual([]);
  await server.api.add({ bytes: svg('<circle cx="50" cy="50" r="40" fill="navy"/>') });
  expect((await server.api.search({ like: image.id })).items).toHaveLength(1);
  await server.stop();
});
