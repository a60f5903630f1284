// Images that show the same picture: what is found, what is not, merging without loss, dismissing, folding.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, Image } from './support/client';
import { newFolder } from './support/folders';
import { checkAgrees, Server } from './support/palette';
import { type Canvas, jpeg, type Paint, png, type Rgb, solid } from './support/pictures';
import { eventually } from './support/wait';

interface Group {
  images: Image[];
  suggested: string;
}

interface DuplicatePage {
  items: Group[];
  next_cursor: string | null;
  groups: number;
  pending: number;
}

/** A picture in fractions of its sides, four wide and three high; each number is another one. */
const scene =
  (number: number, disc: Rgb = [230, 60, 40], at = 0.3): Paint =>
  (u, v) => {
    const turn = number * 2.4;
    if (Math.hypot((u - at) * 4, (v - 0.6) * 3) < 0.45) return disc;
    if (Math.abs(u + 0.4 * v * Math.sin(turn) - 0.75) < 0.07) return [30, 40 + ((number * 60) % 180), 90];
    return [
      127 + 90 * Math.sin(5 * u + 3 * v * Math.cos(turn) + turn),
      127 + 90 * Math.sin(2 * u * Math.sin(turn) + 7 * v + 2 * turn),
      127 + 90 * Math.cos(9 * u * v + 3 * turn),
    ];
  };

interface Cut {
  left: number;
  top: number;
  width: number;
  height: number;
}
const WHOLE: Cut = { left: 0, top: 0, width: 1, height: 1 };

function picture(of: Paint, width: number, cut: Cut = WHOLE): Canvas {
  const height = Math.round((width * 3 * cut.height) / (4 * cut.width));
  return {
    width,
    height,
    paint: (x, y) => of(cut.left + (x / width) * cut.width, cut.top + (y / height) * cut.height),
  };
}

function turned(canvas: Canvas): Canvas {
  const { width, height, paint } = canvas;
  return { width: height, height: width, paint: (x, y) => paint(y, height - 1 - x) };
}

function mirrored(canvas: Canvas): Canvas {
  return { ...canvas, paint: (x, y) => canvas.paint(canvas.width - 1 - x, y) };
}

const idsOf = (images: { id: string }[]) => images.map((image) => image.id).sort();

async function start(): Promise<Server> {
  return Server.start(join(newFolder(), 'library'));
}

const pageOf = async (api: Client, query = ''): Promise<DuplicatePage> =>
  (await api.ok(`/api/v1/duplicates${query}`)).json;

/** All groups, as soon as everything is compared. */
const groupsOf = (api: Client): Promise<Group[]> =>
  eventually('all pictures are compared', async () => {
    const page = await pageOf(api, '?limit=200');
    return page.pending === 0 ? page.items : undefined;
  });

async function addAll(api: Client, canvases: Record<string, Buffer>): Promise<Record<string, Image>> {
  const images: Record<string, Image> = {};
  for (const [title, bytes] of Object.entries(canvases)) images[title] = await api.add({ bytes, fields: { title } });
  return images;
}

describe('what shows the same picture', () => {
  let api: Client;
  let copies: Record<string, Image>;
  let others: Record<string, Image>;

  beforeAll(async () => {
    api = (await start()).api;
    const original = picture(scene(1), 480);
    copies = await addAll(api, {
      original: png(original),
      'as JPEG': jpeg(original, {}),
      smaller: png(picture(scene(1), 160)),
      larger: jpeg(picture(scene(1), 960)),
      'turned by a quarter': png(turned(original)),
      'turned by a half': jpeg(turned(turned(original))),
      mirrored: png(mirrored(original)),
      'cut on all sides': png(picture(scene(1), 400, { left: 0.06, top: 0.08, width: 0.85, height: 0.84 })),
      'cut to two thirds': jpeg(picture(scene(1), 400, { left: 0.1, top: 0.2, width: 0.68, height: 0.7 })),
    });
    others = await addAll(api, {
      'another disc': png(picture(scene(1, [40, 200, 60]), 480)),
      'the disc elsewhere': png(picture(scene(1, [230, 60, 40], 0.45), 480)),
      'a small part': png(picture(scene(1), 300, { left: 0.35, top: 0.35, width: 0.2, height: 0.2 })),
      'another ground': png(picture(scene(2), 480)),
      'a third': png(picture(scene(3), 480)),
      red: png(solid([200, 40, 40])),
      'a little less red': png(solid([180, 40, 40])),
    });
  });

  test('is one group, and other pictures of the series stay out of it', async () => {
    const groups = await groupsOf(api);
    expect(groups.map((group) => group.images.map((image) => image.title).sort())).toEqual([
      Object.keys(copies).sort(),
    ]);
    expect(Object.keys(others)).toHaveLength(7);
  });

  test('is suggested by its pixels', async () => {
    const [group] = await groupsOf(api);
    expect(group?.suggested).toBe(copies.larger?.id);
  });

  test('is folded into one tile of a wall, and into one result of a search', async () => {
    await groupsOf(api);
    const wall = await api.walk('/api/v1/images', { fold: 'true', limit: 3 });
    expect(idsOf(wall)).toEqual(idsOf([copies.larger as Image, ...Object.values(others)]));
    expect(wall.find((card) => card.id === copies.larger?.id)).toMatchObject({ copies: 8 });
    expect(wall.filter((card) => 'copies' in card)).toHaveLength(1);
    const portrait = (await api.ok('/api/v1/images?fold=true&orientation=portrait')).json.items;
    expect(portrait).toMatchObject([{ id: copies['turned by a quarter']?.id }]);
    expect(portrait[0]).not.toHaveProperty('copies');

    const folded = (await api.search({ q: 'mirrored', fold: 'true', limit: 200 })).items;
    expect(folded[0]).toMatchObject({ id: copies.mirrored?.id, copies: 8 });
    expect(folded).toHaveLength(8);
    const link = (await api.post('/api/v1/search', { texts: [{ text: 'mirrored' }], fold: true })).json;
    expect(link.items[0]).toMatchObject({ copies: 8 });
    expect(link.permalink).toBe('q=mirrored');
    expect((await api.search({ q: 'mirrored', limit: 200 })).items).toHaveLength(16);
  });
});

// A turned copy has another hash and another embedding: only the found pair says that it is one.
test('what shows the same picture is one tile of a feed, and one that was shown stands for all', async () => {
  const ada = await (await start()).api.register('Ada');
  const original = picture(scene(1), 480);
  const copies = await addAll(ada, {
    original: png(original),
    'turned by a quarter': png(turned(original)),
    mirrored: png(mirrored(original)),
  });
  const other = await ada.add({ bytes: png(picture(scene(2), 480)) });
  await groupsOf(ada);
  const bob = await ada.register('Bob');
  const feed = idsOf(await bob.walk('/api/v1/feed', { limit: 1 }));
  expect(feed).toHaveLength(2);
  expect(feed).toContain(other.id);
  expect(Object.values(copies).filter(({ id }) => feed.includes(id))).toHaveLength(1);
});

describe('merging', () => {
  let server: Server;
  let ada: Client;
  let bob: Client;
  let small: Image;
  let large: Image;

  beforeAll(async () => {
    server = await start();
    ada = await server.api.register('Ada');
    bob = await server.api.register('Bob');
    small = await ada.add({
      bytes: png(picture(scene(4), 200)),
      fields: { title: 'Evening', description: 'Seen from the pier.', artist: 'Mira', tags: 'sea, dusk' },
    });
    large = await ada.add({
      bytes: png(picture(scene(4), 640)),
      fields: { title: 'IMG 2041', tags: 'dusk, boats' },
    });
    await ada.add({ bytes: png(picture(scene(5), 200)) });
  });

  test('keeps tags, likes, places in Palettes and words, and can be taken back', async () => {
    const first = (await bob.add({ bytes: png(picture(scene(6), 200)) })).id;
    const last = (await bob.add({ bytes: png(picture(scene(7), 200)) })).id;
    for (const person of [ada, bob]) await person.request('PUT', `/api/v1/images/${small.id}/like`);
    const palette = `/api/v1/palettes/${(await bob.json('POST', '/api/v1/palettes', { title: 'Seas' })).json.id}`;
    for (const id of [first, small.id, last]) await bob.json('PUT', `${palette}/images/${id}`, {});
    const inside = async () => (await bob.ok(`${palette}/images`)).json.items.map((card: Image) => card.id);
    const likes = async () => (await bob.ok('/api/v1/me/likes')).json.items.map((card: Image) => card.id);

    const groups = await groupsOf(ada);
    expect(groups.map((group) => idsOf(group.images))).toEqual([idsOf([small, large])]);
    for (const { id, liked } of groups[0]?.images ?? []) expect([id, liked]).toEqual([id, id === small.id]);
    const answer = await ada.post('/api/v1/duplicates/merge', { keep: large.id, remove: [small.id] });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      id: large.id,
      liked: true,
      title: 'IMG 2041',
      artist: 'Mira',
      description: 'Seen from the pier.\n\nAlso titled: Evening',
    });
    const own = (answer.json as Image).tags.filter((tag) => tag.source === 'person').map((tag) => tag.name);
    expect(own).toEqual(['dusk', 'boats', 'sea']);
    expect(await inside()).toEqual([first, large.id, last]);
    expect(await likes()).toEqual([large.id]);
    expect(await groupsOf(ada)).toEqual([]);
    expect((await ada.search({ q: 'evening' })).items[0]).toMatchObject({ id: large.id, match: 'strong' });
    expect((await ada.get(`/api/v1/images/${small.id}`)).status).toBe(404);
    expect((await ada.ok('/api/v1/me/trash')).json.items).toMatchObject([{ id: small.id }]);

    expect((await ada.request('POST', `/api/v1/images/${small.id}/restore`)).status).toBe(200);
    expect((await ada.image(small.id)).title).toBe('Evening');
    expect((await inside()).sort()).toEqual([first, small.id, large.id, last].sort());
    expect((await likes()).sort()).toEqual([small.id, large.id].sort());
    expect(await groupsOf(ada)).toHaveLength(1);
  });

  test('is refused for what is no group, is not theirs, or would hide a public picture', async () => {
    const stranger = (await ada.add({ bytes: png(picture(scene(8), 200)) })).id;
    await groupsOf(ada);
    const merge = (client: Client, keep: string, remove: string[]) =>
      client.post('/api/v1/duplicates/merge', { keep, remove });
    expect((await merge(ada, large.id, [stranger])).json).toMatchObject({ status: 409, code: 'not_duplicates' });
    expect((await merge(ada, large.id, [large.id])).json.code).toBe('body_invalid');
    expect((await merge(ada, large.id, [])).json.code).toBe('body_invalid');
    expect((await merge(ada, large.id, ['0000000000000'])).json.code).toBe('image_not_found');
    expect((await merge(bob, large.id, [small.id])).json).toMatchObject({ status: 403, code: 'forbidden' });
    await ada.patch(large.id, { visibility: 'private' });
    expect((await merge(ada, large.id, [small.id])).json).toMatchObject({ status: 409, code: 'merge_would_hide' });
    expect((await ada.get(`/api/v1/images/${small.id}`)).status).toBe(200);
    await ada.patch(large.id, { visibility: 'public' });
  });

  test('leaves a library that agrees with itself', async () => {
    const data = join(newFolder(), 'library');
    const own = await Server.start(data);
    const images = await addAll(own.api, {
      one: png(picture(scene(1), 200)),
      two: png(picture(scene(1), 300)),
    });
    await groupsOf(own.api);
    const merged = await own.api.post('/api/v1/duplicates/merge', { keep: images.one?.id, remove: [images.two?.id] });
    expect(merged.status).toBe(200);
    await own.stop();
    expect((await checkAgrees(data)).images).toBe(1);
  });
});

test('what somebody says is not the same stays apart, also after a restart', async () => {
  const data = join(newFolder(), 'library');
  const server = await Server.start(data);
  const { api } = server;
  const images = await addAll(api, { one: png(picture(scene(1), 200)), two: png(picture(scene(1), 300)) });
  expect(await groupsOf(api)).toHaveLength(1);
  const both = Object.values(images).map((image) => image.id);
  expect((await api.post('/api/v1/duplicates/dismiss', { image_ids: both })).status).toBe(204);
  expect(await groupsOf(api)).toEqual([]);
  expect((await api.walk('/api/v1/images', { fold: 'true' })).length).toBe(2);
  expect((await api.post('/api/v1/duplicates/dismiss', { image_ids: [both[0], both[0]] })).status).toBe(400);
  await api.post('/api/v1/duplicates/dismiss', { image_ids: both, dismissed: false });
  expect(await groupsOf(api)).toHaveLength(1);
  await api.post('/api/v1/duplicates/dismiss', { image_ids: both, dismissed: true });
  await server.stop();
  expect(await groupsOf((await Server.start(data)).api)).toEqual([]);
});

// Its hash is still known to the server that compared it.
test('a picture that is gone for good is no copy of one that comes later', async () => {
  const ada = await (await start()).api.register('Ada');
  const { id } = await ada.add({ bytes: png(picture(scene(1), 480)) });
  await groupsOf(ada);
  expect((await ada.request('DELETE', `/api/v1/images/${id}`)).status).toBe(204);
  expect((await ada.request('DELETE', '/api/v1/me/trash')).status).toBe(204);
  const later = await ada.add({ bytes: png(picture(scene(1), 200)) });
  expect(await groupsOf(ada)).toEqual([]);
  expect(await ada.walk('/api/v1/images', { fold: 'true' })).toMatchObject([{ id: later.id }]);
});

test('nobody learns of the private picture of another', async () => {
  const { api: guest } = await start();
  const ada = await guest.register('Ada'); // owns the instance
  const bob = await guest.register('Bob');
  const secret = await bob.add({ bytes: png(picture(scene(1), 640)), fields: { visibility: 'private' } });
  const shown = await ada.add({ bytes: png(picture(scene(1), 200)) });
  const other = await bob.add({ bytes: jpeg(picture(scene(1), 320)) });
  expect((await groupsOf(bob)).map((group) => idsOf(group.images))).toEqual([idsOf([secret, other])]);
  expect((await groupsOf(ada)).map((group) => idsOf(group.images))).toEqual([idsOf([shown, other])]);
  expect((await guest.get('/api/v1/duplicates')).status).toBe(401);
  const wall = async (client: Client) => (await client.ok('/api/v1/images?fold=true')).json.items;
  expect(await wall(guest)).toMatchObject([{ id: other.id, copies: 1 }]);
  expect(await wall(ada)).toMatchObject([{ id: other.id, copies: 1 }]);
  expect(await wall(bob)).toMatchObject([{ id: secret.id, copies: 2 }]);
  const merge = await ada.post('/api/v1/duplicates/merge', { keep: shown.id, remove: [secret.id] });
  expect(merge.json).toMatchObject({ status: 404, code: 'image_not_found' });
  const dismiss = await ada.post('/api/v1/duplicates/dismiss', { image_ids: [shown.id, secret.id] });
  expect(dismiss.json).toMatchObject({ status: 404, code: 'image_not_found' });
});

test('groups are paged, the one that grew last first, and found again after a restart', async () => {
  const data = join(newFolder(), 'library');
  let server = await Server.start(data);
  const pairs: string[][] = [];
  for (const number of [1, 2, 3]) {
    const images = await addAll(server.api, {
      [`${number} small`]: png(picture(scene(number), 160)),
      [`${number} large`]: png(picture(scene(number), 320)),
    });
    pairs.unshift(idsOf(Object.values(images)));
  }
  await groupsOf(server.api);
  const walk = async () => {
    const first = await pageOf(server.api, '?limit=2');
    const second = await pageOf(server.api, `?limit=2&cursor=${first.next_cursor}`);
    expect(second.next_cursor).toBeNull();
    expect([first.groups, second.groups]).toEqual([3, 3]);
    return [...first.items, ...second.items].map((group) => idsOf(group.images));
  };
  expect(await walk()).toEqual(pairs);
  await server.stop();
  server = await Server.start(data);
  expect(await walk()).toEqual(pairs);
  expect((await pageOf(server.api)).pending).toBe(0);
});
