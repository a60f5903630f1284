// Searches kept under a name, and Palettes that hold what a search finds.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, Image } from './support/client';
import { newFolder } from './support/folders';
import { Server } from './support/palette';
import { numbered, png } from './support/pictures';

const SEARCHES = '/api/v1/me/searches';
const PALETTES = '/api/v1/palettes';
const KEPT_MAX = 200;

let server: Server;
let ada: Client; // owns the instance
let bob: Client;
let count = 0;

beforeAll(async () => {
  server = await Server.start(join(newFolder(), 'library'));
  ada = await server.api.register('Ada');
  bob = await server.api.register('Bob');
});

const add = (client: Client, tags: string, visibility = 'public'): Promise<Image> =>
  client.add({ bytes: png(numbered(++count)), fields: { tags, visibility } });
const idsOf = (items: { id: string }[]) => items.map((item) => item.id).sort();

describe('a saved search', () => {
  test('is kept under its name, newest first, renamed and forgotten', async () => {
    const first = await ada.json('POST', SEARCHES, {
      name: '  Stormy \n seas ',
      query: '?q=stormy+sea%5E2&limit=9&fold=1',
    });
    expect(first.json).toMatchObject({ name: 'Stormy seas', query: 'q=stormy%20sea%5E2' });
    const second = await ada.json('POST', SEARCHES, { name: 'Blue', query: 'color=1e90ff:0.4&tag=boat' });
    const names = async (client: Client) =>
      (await client.ok(SEARCHES)).json.items.map((search: { name: string }) => search.name);
    expect(await names(ada)).toEqual(['Blue', 'Stormy seas']);
    expect(await names(bob)).toEqual([]);
    const renamed = await ada.json('PATCH', `${SEARCHES}/${first.json.id}`, { name: 'Storms' });
    expect(renamed.json).toEqual({ ...first.json, name: 'Storms' });
    expect((await bob.json('PATCH', `${SEARCHES}/${first.json.id}`, { name: 'Mine' })).json.code).toBe(
      'search_not_found',
    );
    expect((await bob.request('DELETE', `${SEARCHES}/${first.json.id}`)).status).toBe(404);
    expect((await ada.request('DELETE', `${SEARCHES}/${second.json.id}`)).status).toBe(204);
    expect(await names(ada)).toEqual(['Storms']);
    expect((await ada.request('DELETE', `${SEARCHES}/no-id`)).status).toBe(404);
  });

  test.each([
    ['asks for nothing', 'orientation=landscape', 'query_empty'],
    ['has a colour that is none', 'color=blue', 'parameter_invalid'],
    ['is half escaped', 'q=%4', 'parameter_invalid'],
    ['is like a picture that is not there', 'palette=0000000000000', 'palette_not_found'],
  ])('that %s is refused', async (_, query, code) => {
    expect((await ada.json('POST', SEARCHES, { name: 'No', query })).json.code).toBe(code);
  });

  test.each([
    ['no name', { query: 'q=x' }],
    ['a name of spaces', { name: '  ', query: 'q=x' }],
    ['a long name', { name: 'x'.repeat(101), query: 'q=x' }],
    ['a long query', { name: 'x', query: `q=${'x'.repeat(7_000)}` }],
    ['something else', { name: 'x', query: 'q=x', public: true }],
  ])('with %s is refused', async (_, body) => {
    expect((await ada.json('POST', SEARCHES, body)).json.code).toBe('body_invalid');
  });

  test(`is one of at most ${KEPT_MAX}`, async () => {
    const carl = await server.api.register('Carl');
    for (let i = 0; i < KEPT_MAX; ++i) {
      expect((await carl.json('POST', SEARCHES, { name: `${i}`, query: `q=${i}` })).status).toBe(201);
    }
    const more = await carl.json('POST', SEARCHES, { name: 'more', query: 'q=more' });
    expect(more.json).toMatchObject({ status: 409, code: 'too_many_searches' });
    expect((await carl.ok(SEARCHES)).json.items).toHaveLength(KEPT_MAX);
  });
});

describe('a living Palette', () => {
  const make = async (client: Client, search: string, fields: Record<string, unknown> = {}) => {
    const answer = await client.json('POST', PALETTES, { title: 'Lighthouses', search, ...fields });
    expect(answer.status, answer.text).toBe(201);
    return answer.json;
  };
  const inside = async (client: Client, id: string, query = '') =>
    (await client.ok(`${PALETTES}/${id}/images${query}`)).json.items as { id: string }[];

  test('holds what its search finds, also what comes later and not what goes', async () => {
    const first = await add(bob, 'lighthouse');
    const { id } = await make(bob, 'tag=lighthouse', { visibility: 'public' });
    expect(idsOf(await inside(bob, id))).toEqual([first.id]);
    const second = await add(ada, 'lighthouse, storm');
    expect(idsOf(await inside(bob, id))).toEqual(idsOf([first, second]));
    const palette = (await ada.ok(`${PALETTES}/${id}`)).json;
    expect(palette).toMatchObject({ images: 2, living: true, search: null, role: 'none' });
    expect(idsOf(palette.cover)).toEqual(idsOf([first, second]));
    expect((await bob.ok(`${PALETTES}/${id}`)).json.search).toBe('tag=lighthouse');
    const listed = (await bob.ok(`${PALETTES}?mine=1`)).json.items.find((one: { id: string }) => one.id === id);
    expect(listed).toMatchObject({ images: 2, living: true });
    expect(idsOf(await inside(bob, id, '?q=storm&limit=1'))).toEqual([second.id]);
    const found = await bob.search({ tag: 'storm', palette: id });
    expect(idsOf(found.items)).toEqual([second.id]);
    await ada.delete(second.id);
    expect(idsOf(await inside(bob, id))).toEqual([first.id]);
    expect((await bob.get(`${PALETTES}/${id}/export.zip`)).status).toBe(200);
  });

  test('is paged like any other', async () => {
    const images = [];
    for (let i = 0; i < 5; ++i) images.push(await add(bob, 'paged'));
    const { id } = await make(bob, 'tag=paged');
    const walked = await bob.walk(`${PALETTES}/${id}/images`, { limit: 2 });
    expect(idsOf(walked)).toEqual(idsOf(images));
  });

  test('leaves out weak matches', async () => {
    const { id } = await make(bob, 'q=qwxzv+jklpt&typos=keep');
    const page = await bob.search({ q: 'qwxzv jklpt', typos: 'keep', limit: 200 });
    expect(await inside(bob, id, '?limit=200')).toHaveLength(page.counts.strong + page.counts.related);
    expect(page.counts.weak).toBeGreaterThan(0);
  });

  test('shows each visitor what they may see', async () => {
    const open = await add(bob, 'harbour');
    const secret = await add(bob, 'harbour', 'private');
    const adas = await add(ada, 'harbour', 'private');
    const { id } = await make(bob, 'tag=harbour', { visibility: 'public' });
    const seen = async (client: Client) => {
      const palette = (await client.ok(`${PALETTES}/${id}`)).json;
      const images = idsOf(await inside(client, id));
      expect(palette.images).toBe(images.length);
      expect(idsOf(palette.cover)).toEqual(images);
      return images;
    };
    expect(await seen(bob)).toEqual(idsOf([open, secret]));
    expect(await seen(ada)).toEqual(idsOf([open, adas]));
    expect(await seen(server.api)).toEqual([open.id]);
  });

  test('that is like a private picture shows nothing of it to others', async () => {
    const secret = await add(bob, 'pier', 'private');
    const { id } = await make(bob, `like=${secret.id}`, { visibility: 'public' });
    expect((await ada.ok(`${PALETTES}/${id}`)).json).toMatchObject({ images: 0, cover: [], search: null });
    expect((await ada.get(`${PALETTES}/${id}/images`)).status).toBe(404);
    expect((await bob.get(`${PALETTES}/${id}/images`)).status).toBe(200);
  });

  test('cannot be changed by hand, nor be within another', async () => {
    const image = await add(bob, 'cliff');
    const { id } = await make(bob, 'tag=cliff');
    expect((await bob.json('PUT', `${PALETTES}/${id}/images/${image.id}`, {})).json.code).toBe('palette_living');
    for (const action of ['add', 'remove', 'move']) {
      const changed = await bob.json('POST', `${PALETTES}/${id}/images/batch`, { action, image_ids: [image.id] });
      expect(changed.json, action).toMatchObject({ status: 409, code: 'palette_living' });
    }
    const nested = await bob.json('POST', PALETTES, { title: 'No', search: `q=cliff&palette=${id}` });
    expect(nested.json).toMatchObject({ status: 409, code: 'palette_living' });
    const both = await bob.json('POST', PALETTES, { title: 'No', search: 'q=x', image_ids: [image.id] });
    expect(both.json.code).toBe('body_invalid');
  });

  test('becomes an ordinary one with what is inside', async () => {
    const first = await add(bob, 'dune');
    const { id } = await make(bob, 'tag=dune', { visibility: 'public' });
    expect((await ada.request('POST', `${PALETTES}/${id}/freeze`)).status).toBe(403);
    const frozen = await bob.request('POST', `${PALETTES}/${id}/freeze`);
    expect(frozen.json).toMatchObject({ images: 1, living: false, search: null });
    await add(bob, 'dune');
    expect(idsOf(await inside(bob, id))).toEqual([first.id]);
    const other = await add(bob, 'other');
    expect((await bob.json('PUT', `${PALETTES}/${id}/images/${other.id}`, {})).status).toBe(204);
    expect((await inside(bob, id)).map((card) => card.id)).toEqual([first.id, other.id]);
    const again = await bob.request('POST', `${PALETTES}/${id}/freeze`);
    expect(again.json).toMatchObject({ status: 409, code: 'palette_not_living' });
  });
});
