// What is private stays private: every read and write path, as every kind of viewer.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, Image, Upload } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { checkAgrees, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { eventually } from './support/wait';

const WORD = 'zanzibar'; // in the words of both Images and of no other
const OPEN_TAG = 'opentag';
const SECRET_TAG = 'secrettag';

let server: Server;
let data: string;
const viewers: Record<string, Client> = {};
let open: Image;
let secret: Image;
/** Looks like the secret one, and everybody may see it. */
let twin: Image;

const picture = (number: number, visibility: string, tags: string): Upload => ({
  bytes: png(numbered(number)),
  fields: { title: `${WORD} ${visibility} ${number}`, tags, visibility },
});

beforeAll(async () => {
  data = join(newFolder(), 'library');
  server = await Server.start(data);
  viewers.owner = await server.api.register('Olga');
  viewers.author = await server.api.register('Ada');
  viewers.member = await server.api.register('Bob');
  viewers.guest = server.api;
  open = await viewers.author.add(picture(1, 'public', OPEN_TAG));
  secret = await viewers.author.add(picture(2, 'private', SECRET_TAG));
  twin = await viewers.member.add({ ...picture(2, 'public', OPEN_TAG) });
});

type Read = (viewer: Client) => Promise<string[]>;
const idsOf = (items: { id: string }[]) => items.map((item) => item.id);
const listed =
  (target: string): Read =>
  async (viewer) =>
    idsOf((await viewer.ok(target)).json.items);

/** Each says which Images a viewer finds in it; none may tell others of the secret one. */
const lists: Record<string, Read> = {
  'the wall, newest first': listed('/api/v1/images'),
  'the wall, shuffled': listed('/api/v1/images?order=shuffle&seed=3'),
  'the wall, by tag': async (viewer) => [
    ...(await listed(`/api/v1/images?tag=${SECRET_TAG}`)(viewer)),
    ...(await listed(`/api/v1/images?tag=${OPEN_TAG}`)(viewer)),
  ],
  'the wall, by shape': listed('/api/v1/images?orientation=landscape'),
  'a search for words': listed(`/api/v1/search?q=${WORD}`),
  'a search by tag': async (viewer) => [
    ...(await listed(`/api/v1/search?tag=${SECRET_TAG}`)(viewer)),
    ...(await listed(`/api/v1/search?tag=${OPEN_TAG}`)(viewer)),
  ],
  'a search for colours': async (viewer) => {
    const color = (image: Image) => image.color?.slice(1);
    return [
      ...(await listed(`/api/v1/search?color=${color(secret)}`)(viewer)),
      ...(await listed(`/api/v1/search?color=${color(open)}`)(viewer)),
    ];
  },
  'a search by the same picture from a disk': async (viewer) => {
    const { like } = (await viewer.example({ bytes: png(numbered(2)) })).json;
    return listed(`/api/v1/search?like=${like}`)(viewer);
  },
  'what is similar to a public one': async (viewer) => [
    open.id,
    ...(await listed(`/api/v1/images/${open.id}/similar`)(viewer)),
  ],
  "a person's page": async (viewer) => [...(await listed('/api/v1/people/@Ada/images')(viewer)), twin.id],
};

describe.each(Object.entries(lists))('%s', (_, read) => {
  test.each(['guest', 'member', 'owner'])('shows a %s what is public and nothing of what is private', async (who) => {
    const ids = await read(viewers[who] as Client);
    expect(ids).not.toContain(secret.id);
    expect(ids).toEqual(expect.arrayContaining([open.id, twin.id]));
  });

  test('shows its owner the private Image too', async () => {
    expect(await read(viewers.author as Client)).toEqual(expect.arrayContaining([open.id, secret.id, twin.id]));
  });
});

const ofOneImage: Record<string, (viewer: Client, id: string) => ReturnType<Client['get']>> = {
  get_image: (viewer, id) => viewer.get(`/api/v1/images/${id}`),
  get_original: (viewer, id) => viewer.get(`/api/v1/images/${id}/original`),
  get_rendition: (viewer, id) => viewer.get(`/api/v1/images/${id}/renditions/320`),
  'get_rendition, unchanged': (viewer, id) =>
    viewer.get(`/api/v1/images/${id}/renditions/320`, { 'If-None-Match': '*' }),
  list_similar_images: (viewer, id) => viewer.get(`/api/v1/images/${id}/similar`),
  'search by id': (viewer, id) => viewer.get(`/api/v1/search?like=${id}`),
  update_image: (viewer, id) => viewer.patch(id, { title: 'Seized' }),
  delete_image: (viewer, id) => viewer.delete(id),
};

describe.each(Object.entries(ofOneImage))('%s', (_, call) => {
  test.each(['guest', 'member', 'owner'])('tells a %s nothing that tells the private Image from none', async (who) => {
    const viewer = viewers[who] as Client;
    const answer = await call(viewer, secret.id);
    const nothing = await call(viewer, '0000000000000');
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual(nothing.json);
    const named = ({ headers }: typeof answer) =>
      Object.keys(headers)
        .filter((name) => name !== 'date')
        .toSorted();
    expect(named(answer)).toEqual(named(nothing));
  });
});

test('its owner reads it in every way, and it is stored by no cache but asked for anew', async () => {
  const author = viewers.author as Client;
  for (const target of ['original', 'renditions/320']) {
    const answer = await author.ok(`/api/v1/images/${secret.id}/${target}`);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    expect(answer.headers.vary).toContain('Cookie');
    const etag = String(answer.headers.etag);
    expect((await author.get(`/api/v1/images/${secret.id}/${target}`, { 'If-None-Match': etag })).status).toBe(304);
    expect((await author.ok(`/api/v1/images/${open.id}/${target}`)).headers['cache-control']).toContain('immutable');
  }
  expect(await author.image(secret.id)).toMatchObject({ visibility: 'private', mine: true, can_edit: true });
});

test('lists and facts of the library vary by who asks', async () => {
  for (const target of ['/api/v1/images', '/api/v1/library', '/api/v1/tags', `/api/v1/search?q=${WORD}`]) {
    const { headers } = await (viewers.guest as Client).ok(target);
    expect(headers.vary, target).toBe('Cookie, Authorization');
    expect(headers['cache-control'], target).toBe('no-store');
  }
});

test('tags and counts are of what one may see', async () => {
  const tags = async (viewer: Client) =>
    (await viewer.ok('/api/v1/tags?prefix=secrettag')).json.items.map((tag: { name: string }) => tag.name);
  for (const who of ['guest', 'member', 'owner']) {
    expect(await tags(viewers[who] as Client), who).toEqual([]);
    expect((await (viewers[who] as Client).library()).images, who).toBe(2);
  }
  expect(await tags(viewers.author as Client)).toEqual([SECRET_TAG]);
  expect((await (viewers.author as Client).library()).images).toBe(3);
  expect((await (viewers.guest as Client).ok('/api/v1/people/@ada')).json.images).toBe(1);
  expect((await (viewers.author as Client).ok('/api/v1/people/@ada')).json.images).toBe(2);
});

test('suggested tags follow what is tagged, hidden and deleted, and back', async () => {
  const author = viewers.author as Client;
  const suggests = (images: number | undefined) =>
    eventually(`${images} Images have the suggested tag`, async () => {
      const { items } = (await (viewers.guest as Client).ok('/api/v1/suggestions?q=balloo')).json;
      const tag = items.find((item: { kind: string }) => item.kind === 'tag');
      return tag?.images === images || undefined;
    });
  await author.patch(open.id, { tags: [OPEN_TAG, 'balloons'] });
  await suggests(1);
  await author.patch(open.id, { visibility: 'private' });
  await suggests(undefined);
  await author.patch(open.id, { visibility: 'public' });
  await suggests(1);
  await author.delete(open.id);
  await suggests(undefined);
  await author.request('POST', `/api/v1/images/${open.id}/restore`);
  await suggests(1);
  await author.patch(open.id, { tags: [OPEN_TAG] });
  await suggests(undefined);
});

test("a page of one viewer's search is nobody else's", async () => {
  const author = viewers.author as Client;
  const { next_cursor: cursor } = await author.search({ q: WORD, limit: 1 });
  expect(cursor).toBeTruthy();
  for (const who of ['guest', 'member', 'owner']) {
    const answer = await (viewers[who] as Client).get(`/api/v1/search?q=${WORD}&cursor=${cursor}`);
    expect([answer.status, answer.json.code], who).toEqual([400, 'cursor_invalid']);
  }
});

test('a member sees what others own but cannot change it, the owner of the instance can', async () => {
  const member = viewers.member as Client;
  const refused = await member.patch(open.id, { title: 'Mine now' });
  expect([refused.status, refused.json.code]).toEqual([403, 'forbidden']);
  expect((await member.delete(open.id)).status).toBe(403);
  expect((await (viewers.guest as Client).patch(open.id, { title: 'Mine now' })).status).toBe(403);
  const owner = viewers.owner as Client;
  expect((await owner.patch(open.id, { title: open.title })).status).toBe(200);
  expect((await owner.patch(open.id, { visibility: 'private' })).json.code).toBe('forbidden');
});

test('an Image that becomes private leaves open walls, and comes back', async () => {
  const author = viewers.author as Client;
  const guest = viewers.guest as Client;
  const image = await author.add(picture(3, 'public', OPEN_TAG));
  const [theirs, own] = [
    await EventStream.open(server.url),
    await EventStream.open(server.url, undefined, cookieOf(author)),
  ];
  expect((await author.patch(image.id, { visibility: 'private' })).json.visibility).toBe('private');
  expect(idsOf((await guest.ok('/api/v1/images')).json.items)).not.toContain(image.id);
  await heard(theirs, 'image.deleted', image);
  await heard(own, 'image.updated', image);
  await author.patch(image.id, { title: 'a secret title' });
  await author.patch(image.id, { visibility: 'public' });
  await heard(theirs, 'image.updated', image);
  expect(about(theirs, image).map((event) => event.name)).toEqual(['image.deleted', 'image.updated']);
  expect(idsOf((await guest.ok('/api/v1/images')).json.items)).toContain(image.id);
  theirs.close();
  own.close();
  await author.delete(image.id);
});

test('nothing of a private upload reaches the stream of others, from its first byte on', async () => {
  const author = viewers.author as Client;
  const theirs = await EventStream.open(server.url, undefined, cookieOf(viewers.member as Client));
  const image = await author.add(picture(4, 'private', SECRET_TAG));
  await author.patch(open.id, { title: open.title }); // public, and later than all of it
  await heard(theirs, 'image.updated', open);
  expect(about(theirs, image)).toEqual([]);
  theirs.close();
  const again = await EventStream.open(server.url, '0');
  await heard(again, 'image.updated', open);
  expect([...about(again, image), ...about(again, secret)]).toEqual([]);
  again.close();
  await author.delete(image.id);
});

test('a stream of events ends with the session it belongs to', async () => {
  const leaving = await server.api.register('Leaving');
  const [own, theirs] = [
    await EventStream.open(server.url, undefined, cookieOf(leaving)),
    await EventStream.open(server.url, undefined, cookieOf(viewers.member as Client)),
  ];
  await leaving.request('POST', '/api/v1/auth/logout');
  await eventually('the stream ends', () => own.isClosed || undefined);
  expect(theirs.isClosed).toBe(false);
  theirs.close();
});

test('two people may have the same bytes, and one who goes takes nothing from the other', async () => {
  const [author, member] = [viewers.author as Client, viewers.member as Client];
  const bytes = png(numbered(5));
  const [first, second] = [await author.add({ bytes }), await member.add({ bytes })];
  expect(first.id).not.toBe(second.id);
  const again = await member.upload({ bytes });
  expect([again.status, again.json.id]).toEqual([200, second.id]);
  await author.delete(first.id);
  expect((await member.get(`/api/v1/images/${second.id}/original`)).body.equals(bytes)).toBe(true);
  expect((await member.get(`/api/v1/images/${second.id}/renditions/320`)).status).toBe(200);
  await member.delete(second.id);
});

test('nobody can own what is private without being somebody', async () => {
  const unclaimed = await Server.start(join(newFolder(), 'library'));
  const answer = await unclaimed.api.upload({ bytes: png(numbered(6)), fields: { visibility: 'private' } });
  expect([answer.status, answer.json.code]).toEqual([401, 'login_required']);
  expect((await unclaimed.api.upload({ bytes: png(numbered(6)), fields: { visibility: 'secret' } })).status).toBe(400);
  await unclaimed.stop();
});

test('the library agrees with itself', async () => {
  await server.stop();
  const report = await checkAgrees(data);
  expect(report.images).toBe(3);
  expect(report.originals).toBe(5); // shared by owners; deleted ones stay until they are purged
});

const heard = (stream: EventStream, name: string, image: Image) =>
  stream.next(`${name} of ${image.id}`, (event) => event.name === name && event.data.id === image.id);
const about = (stream: EventStream, image: Image) => stream.changes.filter((event) => event.data.id === image.id);

function cookieOf(client: Client) {
  return { Cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}
