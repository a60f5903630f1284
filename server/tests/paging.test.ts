import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Card, Image } from './support/client';
import { newFolder } from './support/folders';
import { importInto, Server } from './support/palette';
import { numbered, png, xmp } from './support/pictures';
import { sharedLibrary } from './support/shared-library';
import { isPicture, SERIES, sharedPictures, writeFiles } from './support/shared-pictures';

const { api } = sharedLibrary();
const total = Object.keys(sharedPictures()).filter(isPicture).length;
const ids = (cards: Card[]) => cards.map((card) => card.id);

interface List {
  name: string;
  base: string;
  query: Record<string, string | number | string[]>;
  items: number;
}

const lists: List[] = [
  { name: 'the wall, newest first', base: '/api/v1/images', query: {}, items: total },
  { name: 'the wall, shuffled', base: '/api/v1/images', query: { order: 'shuffle' }, items: total },
  {
    name: 'the wall, shuffled by another seed',
    base: '/api/v1/images',
    query: { order: 'shuffle', seed: 4294967295 },
    items: total,
  },
  { name: 'the wall of one tag', base: '/api/v1/images', query: { tag: 'series' }, items: SERIES },
  {
    name: 'the shuffled wall of two tags',
    base: '/api/v1/images',
    query: { order: 'shuffle', tag: ['series', 'even number'] },
    items: SERIES / 2,
  },
  { name: 'the wall of one orientation', base: '/api/v1/images', query: { orientation: 'portrait' }, items: 6 },
  { name: 'a search by words', base: '/api/v1/search', query: { q: 'number' }, items: total },
  { name: 'a search by colour', base: '/api/v1/search', query: { color: '808080' }, items: -1 },
  {
    name: 'a search by words and colour, within a tag',
    base: '/api/v1/search',
    query: { q: 'number 7', color: '808080', tag: 'series' },
    items: SERIES,
  },
  { name: 'a search by tag alone', base: '/api/v1/search', query: { tag: 'series' }, items: SERIES },
  { name: 'all tags', base: '/api/v1/tags', query: {}, items: -1 },
];

describe.each(lists)('$name', ({ base, query, items }) => {
  let whole: unknown[];
  const keyOf = (item: Card & { name?: string }) => item.id ?? item.name;
  const walk = async (limit: number) => (await api.walk(base, { ...query, limit })).map(keyOf);

  beforeAll(async () => {
    whole = await walk(200);
  });

  test('has all that belongs to it, once', () => {
    expect(whole.length).toBeGreaterThan(1);
    if (items >= 0) expect(whole).toHaveLength(items);
    expect(new Set(whole).size).toBe(whole.length);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('is the same in pages of %d', async (limit) => {
    expect(await walk(limit)).toEqual(whole);
  });

  test('has no page behind its last', async () => {
    expect(await walk(whole.length)).toEqual(whole);
  });
});

test('images like another are the same in pages of 3', async () => {
  const [card] = await api.walk('/api/v1/images');
  const target = `/api/v1/images/${(card as Card).id}/similar`;
  const whole = ids(await api.walk(target, { limit: 200 }));
  expect(whole).not.toContain((card as Card).id);
  expect(whole.length).toBeGreaterThan(10);
  expect(ids(await api.walk(target, { limit: 3 }))).toEqual(whole);
});

test('the newest comes first', async () => {
  const wall = ids(await api.walk('/api/v1/images'));
  expect(wall).toEqual([...wall].sort().reverse());
});

test('every seed deals its own order of the same Images', async () => {
  const orders = await Promise.all(
    [0, 1, 2, 3, 4294967295].map(async (seed) => ids(await api.walk('/api/v1/images', { order: 'shuffle', seed }))),
  );
  expect(new Set(orders.map((order) => order.join())).size).toBe(orders.length);
  for (const order of orders) expect([...order].sort()).toEqual([...(orders[0] ?? [])].sort());
});

describe('while Images come and go', () => {
  let server: Server;
  const data = join(newFolder(), 'library');
  let next = 100;

  beforeAll(async () => {
    const folder = newFolder('walk');
    for (let i = 0; i < 12; ++i) {
      writeFiles(folder, {
        [`${i}.png`]: png(numbered(i)),
        [`${i}.png.xmp`]: xmp({ title: `Pebble ${i}`, tags: ['pebble'] }),
      });
    }
    await importInto(data, [folder]);
    server = await Server.start(data);
  });

  const arrive = () =>
    server.api.add({ bytes: png(numbered(next++)), fields: { title: 'Pebble latecomer', tags: 'pebble' } });

  test.each([
    ['the wall, newest first', '/api/v1/images', {}],
    ['the wall, shuffled', '/api/v1/images', { order: 'shuffle', seed: 5 }],
    ['the wall of a tag', '/api/v1/images', { tag: 'pebble' }],
    ['a search by words', '/api/v1/search', { q: 'pebble' }],
    ['a search by colour', '/api/v1/search', { color: '808080', q: 'pebble' }],
  ])('%s neither repeats nor loses what was there', async (_, base, query) => {
    const before = ids(await server.api.walk(base, { ...query, limit: 200 }));
    let arrivals = 0;
    const walked = ids(
      await server.api.walk(base, { ...query, limit: 4 }, async () => {
        if (arrivals++ < 3) await arrive();
      }),
    );
    expect(new Set(walked).size).toBe(walked.length);
    expect(walked.filter((id) => before.includes(id))).toEqual(before);
  });

  test('the list of tags neither repeats nor loses what was there', async () => {
    const listed = async (limit: number, between?: () => Promise<unknown>) =>
      (await server.api.walk('/api/v1/tags', { limit }, between)) as unknown as { name: string; images: number }[];
    for (const tag of ['amber', 'basalt', 'chalk', 'dune']) {
      await server.api.add({ bytes: png(numbered(next++)), fields: { tags: `${tag}, ${tag} stone` } });
    }
    const before = await listed(200);
    let arrivals = 0;
    const walked = await listed(3, async () => {
      const tags = `aa new tag ${arrivals++}`;
      if (arrivals <= 3) await server.api.add({ bytes: png(numbered(next++)), fields: { tags } });
    });
    const names = walked.map((tag) => tag.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    // The list is by how often a tag is used: one that the model gave to the arrivals has moved.
    const after = await listed(200);
    const steady = before.filter((tag) => after.some(({ name, images }) => name === tag.name && images === tag.images));
    expect(steady.length).toBeGreaterThanOrEqual(8);
    expect(steady.filter((tag) => !names.includes(tag.name))).toEqual([]);
  });

  test('a walk goes on behind an Image that was deleted', async () => {
    for (const [base, query] of [
      ['/api/v1/images', {}],
      ['/api/v1/images', { order: 'shuffle', seed: 9 }],
      ['/api/v1/search', { q: 'pebble' }],
    ] as const) {
      const before = ids(await server.api.walk(base, { ...query, limit: 200 }));
      let deleted = '';
      const walked = ids(
        await server.api.walk(base, { ...query, limit: 3 }, async () => {
          if (deleted) return;
          deleted = before[2] as string; // the last of the first page, which the cursor names
          await server.api.delete(deleted);
        }),
      );
      expect(walked, base).toEqual(before);
    }
  });

  test('orders and cursors outlive the server', async () => {
    const requests = [
      '/api/v1/images?order=shuffle&seed=3&limit=200',
      '/api/v1/search?q=pebble+stone&limit=200',
      '/api/v1/search?color=c04040&limit=200',
    ];
    const before = await Promise.all(
      requests.map(async (target) => (await server.api.ok(target)).json.items as Image[]),
    );
    const first = (await server.api.ok('/api/v1/search?q=pebble+stone&limit=5')).json;
    const shuffled = (await server.api.ok('/api/v1/images?order=shuffle&seed=3&limit=5')).json;
    await server.stop();
    server = await Server.start(data);
    const after = await Promise.all(
      requests.map(async (target) => (await server.api.ok(target)).json.items as Image[]),
    );
    expect(after).toEqual(before);
    const second = (await server.api.ok(`/api/v1/search?q=pebble+stone&limit=200&cursor=${first.next_cursor}`)).json;
    expect([...first.items, ...second.items]).toEqual(before[1]);
    const rest = (await server.api.ok(`/api/v1/images?order=shuffle&seed=3&limit=200&cursor=${shuffled.next_cursor}`))
      .json;
    expect([...shuffled.items, ...rest.items]).toEqual(before[0]);
  });
});
