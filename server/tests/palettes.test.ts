// Likes and Palettes: who may do what, edits from several sides at once, what open tabs are told.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client } from './support/client';
import { operations } from './support/contract';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { checkAgrees, palette as run, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { eventually } from './support/wait';

interface Palette {
  id: string;
  title: string;
  visibility: string;
  images: number;
  cover: { id: string }[];
  cover_image_id: string | null;
  role: string;
  share_key: string | null;
  version: number;
  contains?: boolean;
}

let data: string;
let server: Server;
let owner: Client; // of Palettes; the instance's owner is somebody else
let contributor: Client;
let viewer: Client;
let stranger: Client;
let admin: Client;
let guest: Client;
let images: string[];

const PALETTES = '/api/v1/palettes';

beforeAll(async () => {
  data = join(newFolder(), 'library');
  server = await Server.start(data);
  guest = server.api;
  admin = await guest.register('Admin');
  owner = await guest.register('Olga');
  contributor = await guest.register('Carl');
  viewer = await guest.register('Vera');
  stranger = await guest.register('Sven');
  const uploads = Array.from({ length: 8 }, (_, i) => owner.upload({ bytes: png(numbered(i)) }));
  images = await Promise.all((await Promise.all(uploads)).map(async ({ json }) => (await owner.whenReady(json.id)).id));
});

async function make(client: Client, fields: Record<string, unknown> = {}): Promise<Palette> {
  const answer = await client.json('POST', PALETTES, { title: 'Reds', ...fields });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
}

async function shared(fields: Record<string, unknown> = {}): Promise<Palette> {
  const palette = await make(owner, fields);
  for (const [name, role] of [
    ['@carl', 'contributor'],
    ['@VERA', 'viewer'],
  ]) {
    expect((await owner.json('PUT', `${PALETTES}/${palette.id}/people/${name}`, { role })).status).toBe(204);
  }
  return palette;
}

const inside = async (client: Client, id: string, query = '') =>
  ((await client.ok(`${PALETTES}/${id}/images${query}`)).json.items as { id: string }[]).map((item) => item.id);
const put = (client: Client, id: string, image: string, body: Record<string, unknown> = {}) =>
  client.json('PUT', `${PALETTES}/${id}/images/${image}`, body);
const batch = (client: Client, id: string, body: Record<string, unknown>) =>
  client.json('POST', `${PALETTES}/${id}/images/batch`, body);

describe('likes', () => {
  test('are exact after a storm, and of one person alone', async () => {
    const image = images[0] as string;
    const target = `/api/v1/images/${image}/like`;
    const storm = (client: Client) =>
      Promise.all(Array.from({ length: 30 }, (_, i) => client.request(i % 2 ? 'DELETE' : 'PUT', target)));
    const answers = (await Promise.all([storm(owner), storm(viewer)])).flat();
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
    expect((await owner.request('PUT', target)).status).toBe(204);
    expect((await owner.request('PUT', target)).status).toBe(204);
    expect((await viewer.request('DELETE', target)).status).toBe(204);
    expect((await viewer.request('DELETE', target)).status).toBe(204);
    const liked = async (client: Client) => (await client.ok('/api/v1/me/likes')).json.items;
    expect(await liked(owner)).toMatchObject([{ id: image, liked: true }]);
    expect(await liked(viewer)).toEqual([]);
    expect((await owner.request('DELETE', target)).status).toBe(204);
    expect(await liked(owner)).toEqual([]);
  });

  test('are listed newest first, page by page', async () => {
    const order = [3, 1, 4, 2].map((i) => images[i] as string);
    for (const image of order) await contributor.request('PUT', `/api/v1/images/${image}/like`);
    const listed = await contributor.walk('/api/v1/me/likes', { limit: 1 });
    expect(listed.map((card) => card.id)).toEqual(order.toReversed());
  });

  test('need somebody who likes and an Image that is there', async () => {
    const answers = [
      await guest.request('PUT', `/api/v1/images/${images[0]}/like`),
      await guest.get('/api/v1/me/likes'),
      await owner.request('PUT', '/api/v1/images/0000000000000/like'),
      await owner.request('DELETE', '/api/v1/images/0000000000000/like'),
    ];
    expect(answers.map((answer) => [answer.status, answer.json.code])).toEqual([
      [401, 'login_required'],
      [401, 'login_required'],
      [404, 'image_not_found'],
      [404, 'image_not_found'],
    ]);
  });
});

describe('who may do what', () => {
  const people = () => ({ owner, contributor, viewer, stranger, admin, guest });
  type Who = keyof ReturnType<typeof people>;
  const WHO: Who[] = ['owner', 'contributor', 'viewer', 'stranger', 'admin', 'guest'];

  interface Deed {
    operation: string;
    name: string;
    act: (client: Client, palette: Palette) => Promise<Answer>;
    done: number;
    may: Who[];
  }
  const write = (operation: string, name: string, may: Who[], done: number, act: Deed['act']): Deed => ({
    operation,
    name,
    act,
    done,
    may,
  });
  const OTHER = '00000000000zz';
  const deeds: Deed[] = [
    write('put_palette_image', 'adds an Image', ['owner', 'contributor'], 204, (client, { id }) =>
      put(client, id, images[5] as string),
    ),
    write('change_palette_images', 'adds many', ['owner', 'contributor'], 200, (client, { id }) =>
      batch(client, id, { action: 'add', image_ids: images.slice(5) }),
    ),
    write('put_palette_image', "moves somebody else's Image", ['owner'], 204, (client, { id }) =>
      put(client, id, images[1] as string, { after: null }),
    ),
    write('remove_palette_image', "takes somebody else's Image out", ['owner'], 204, (client, { id }) =>
      client.request('DELETE', `${PALETTES}/${id}/images/${images[0]}`),
    ),
    write('update_palette', 'changes the words', ['owner'], 200, (client, { id }) =>
      client.json('PATCH', `${PALETTES}/${id}`, { title: 'Blues' }),
    ),
    write('put_palette_person', 'shares it', ['owner'], 204, (client, { id }) =>
      client.json('PUT', `${PALETTES}/${id}/people/@admin`, { role: 'viewer' }),
    ),
    write(
      'list_palette_people',
      'sees whom it is shared with',
      ['owner', 'contributor', 'viewer'],
      200,
      (client, { id }) => client.get(`${PALETTES}/${id}/people`),
    ),
    write('remove_palette_person', 'shares it with somebody no more', ['owner'], 204, (client, { id }) =>
      client.request('DELETE', `${PALETTES}/${id}/people/@${client === viewer ? 'carl' : 'vera'}`),
    ),
    write('delete_palette', 'deletes it', ['owner'], 204, (client, { id }) =>
      client.request('DELETE', `${PALETTES}/${id}`),
    ),
  ];
  const reads: Record<string, (palette: Palette) => string> = {
    get_palette: ({ id }) => `${PALETTES}/${id}?`,
    list_palette_images: ({ id }) => `${PALETTES}/${id}/images?`,
    list_palette_suggestions: ({ id }) => `${PALETTES}/${id}/suggestions?`,
    export_palette: ({ id }) => `${PALETTES}/${id}/export.zip?`,
    export_palette_ase: ({ id }) => `${PALETTES}/${id}/export.ase?`,
    export_palette_gpl: ({ id }) => `${PALETTES}/${id}/export.gpl?`,
    search_images: ({ id }) => `/api/v1/search?q=red&palette=${id}&`,
    explain_match: ({ id }) => `/api/v1/images/${images[0]}/match?q=red&palette=${id}&`,
  };
  // Those whose rule does not depend on visibility: below.
  const others = ['restore_palette', 'renew_palette_key', 'freeze_palette'];

  test('every operation on one Palette is in these tables', () => {
    const onOne = operations.filter(
      ({ template, parameters }) =>
        template.startsWith(`${PALETTES}/{id}`) || parameters.some(({ name }) => name === 'palette'),
    );
    const known = new Set([...deeds.map(({ operation }) => operation), ...Object.keys(reads), ...others]);
    expect([...known].toSorted()).toEqual(onOne.map(({ id }) => id).toSorted());
  });

  test.each(WHO)('a deleted one is brought back by its owner alone, and a key is renewed by them: %s', async (who) => {
    const { id } = await shared({ visibility: 'unlisted' });
    const renewed = await people()[who].request('POST', `${PALETTES}/${id}/share-key`);
    const sees = ['owner', 'contributor', 'viewer'].includes(who);
    expect(renewed.status).toBe(who === 'owner' ? 200 : who === 'guest' ? 401 : sees ? 403 : 404);
    const frozen = await people()[who].request('POST', `${PALETTES}/${id}/freeze`);
    expect(frozen.status).toBe(who === 'owner' ? 409 : who === 'guest' ? 401 : sees ? 403 : 404);
    await owner.request('DELETE', `${PALETTES}/${id}`);
    const restored = await people()[who].request('POST', `${PALETTES}/${id}/restore`);
    expect(restored.status).toBe(who === 'owner' ? 200 : who === 'guest' ? 401 : 404);
  });

  describe.each(['private', 'unlisted', 'public'])('with a %s Palette', (visibility) => {
    test.each(deeds)('$name', async ({ act, done, may }) => {
      for (const who of WHO) {
        const palette = await shared({ visibility, image_ids: images.slice(0, 3) });
        const answer = await act(people()[who], palette);
        const sees = visibility === 'public' || ['owner', 'contributor', 'viewer'].includes(who);
        const wanted = may.includes(who) ? done : who === 'guest' ? 401 : sees ? 403 : 404;
        expect(answer.status, `${who}: ${answer.text}`).toBe(wanted);
      }
    });

    test('reading it', async () => {
      const palette = await shared({ visibility, image_ids: images.slice(0, 3) });
      for (const who of WHO) {
        const sees = visibility === 'public' || ['owner', 'contributor', 'viewer'].includes(who);
        for (const [read, target] of Object.entries(reads)) {
          expect((await people()[who].get(target(palette))).status, `${who} ${read}`).toBe(sees ? 200 : 404);
          const key = palette.share_key ?? 'guessed';
          const withKey = await people()[who].get(`${target(palette)}key=${encodeURIComponent(key)}`);
          expect(withKey.status, `${who} ${read} with a key`).toBe(sees || palette.share_key ? 200 : 404);
        }
        const listed = await people()[who].walk(PALETTES, { limit: 200 });
        expect(
          listed.some(({ id }) => id === palette.id),
          `${who} lists it`,
        ).toBe(sees);
      }
    });

    test('what one may not see is answered as what is not there', async () => {
      const palette = await make(owner, { visibility });
      if (visibility === 'public') return expect((await stranger.get(`${PALETTES}/${palette.id}`)).status).toBe(200);
      for (const target of Object.values(reads)) {
        const hidden = await stranger.get(target(palette));
        const missing = await stranger.get(target({ ...palette, id: OTHER }));
        expect([hidden.status, hidden.text]).toEqual([missing.status, missing.text]);
      }
    });
  });

  test('contributors move and remove what they added', async () => {
    const { id } = await shared({ image_ids: images.slice(0, 2) });
    const own = images[6] as string;
    expect((await put(contributor, id, own)).status).toBe(204);
    expect((await put(contributor, id, own, { after: null })).status).toBe(204);
    expect(await inside(viewer, id)).toEqual([own, images[0], images[1]]);
    expect((await contributor.request('DELETE', `${PALETTES}/${id}/images/${own}`)).status).toBe(204);
    expect((await contributor.request('DELETE', `${PALETTES}/${id}/people/@carl`)).status).toBe(204);
    expect((await contributor.get(`${PALETTES}/${id}`)).status).toBe(404);
  });

  test('a share link ends with its key, and with the visibility', async () => {
    const { id, share_key: key } = await make(owner, { visibility: 'unlisted' });
    const link = (share: string | null) => guest.get(`${PALETTES}/${id}?key=${share}`);
    expect((await link(key)).json).toMatchObject({ role: 'none', share_key: null });
    const renewed = (await owner.request('POST', `${PALETTES}/${id}/share-key`)).json as Palette;
    expect((await link(key)).status).toBe(404);
    expect((await link(renewed.share_key)).status).toBe(200);
    await owner.json('PATCH', `${PALETTES}/${id}`, { visibility: 'private' });
    expect((await link(renewed.share_key)).status).toBe(404);
    const refused = await owner.request('POST', `${PALETTES}/${id}/share-key`);
    expect([refused.status, refused.json.code]).toEqual([409, 'not_unlisted']);
  });
});

describe('a Palette', () => {
  test('is made, changed, deleted and brought back', async () => {
    const { id } = await make(owner, { description: 'Warm ones', image_ids: images.slice(0, 6) });
    const palette = (await owner.ok(`${PALETTES}/${id}`)).json as Palette;
    expect(palette).toMatchObject({ title: 'Reds', images: 6, role: 'owner', visibility: 'private', share_key: null });
    expect(palette.cover.map((card) => card.id)).toEqual(images.slice(0, 4));
    const edited = await owner.json('PATCH', `${PALETTES}/${id}`, { title: ' Blues ', cover_image_id: images[5] });
    expect(edited.json).toMatchObject({ title: 'Blues', cover_image_id: images[5] });
    expect(edited.json.cover[0].id).toBe(images[5]);
    expect((await owner.request('DELETE', `${PALETTES}/${id}`)).status).toBe(204);
    expect((await owner.get(`${PALETTES}/${id}`)).status).toBe(404);
    expect((await stranger.request('POST', `${PALETTES}/${id}/restore`)).status).toBe(404);
    expect((await owner.request('POST', `${PALETTES}/${id}/restore`)).json).toMatchObject({
      title: 'Blues',
      images: 6,
    });
    const mine = (await owner.ok(`${PALETTES}?mine=1&contains=${images[5]}&limit=200`)).json.items as Palette[];
    expect(mine.find((each) => each.id === id)?.contains).toBe(true);
  });

  test('that was deleted is gone for good once it is purged, and its Images stay', async () => {
    const folder = join(newFolder(), 'library');
    const own = await Server.start(folder);
    const ada = await own.api.register('Ada');
    const image = (await ada.add({ bytes: png(numbered(1)) })).id;
    const [kept, deleted] = [await make(ada, { image_ids: [image] }), await make(ada, { image_ids: [image] })];
    await ada.request('DELETE', `${PALETTES}/${deleted.id}`);
    const purged = await run(['purge', '--data', folder, '--json']);
    expect([purged.code, purged.stdout]).toEqual([0, '{"purged":0,"palettes":1}\n']);
    expect((await ada.request('POST', `${PALETTES}/${deleted.id}/restore`)).status).toBe(404);
    expect(await inside(ada, kept.id)).toEqual([image]);
    await own.stop();
    await checkAgrees(folder);
  });

  test('is refused with words that do not fit', async () => {
    const answers = await Promise.all([
      owner.json('POST', PALETTES, {}),
      owner.json('POST', PALETTES, { title: 'x'.repeat(201) }),
      owner.json('POST', PALETTES, { title: 'x', visibility: 'secret' }),
      owner.json('POST', PALETTES, { title: 'x', color: 'red' }),
      owner.json('POST', PALETTES, { title: 'x', image_ids: 'all' }),
      owner.json('POST', PALETTES, { title: 'x', image_ids: ['0000000000000'] }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400, 400, 400, 404]);
  });

  test('takes back what was removed here and there', async () => {
    const { id } = await make(owner, { image_ids: images });
    const removed = [images[1], images[2], images[7]];
    expect((await batch(owner, id, { action: 'remove', image_ids: removed })).json).toEqual({ changed: 3 });
    const undo = { action: 'add', image_ids: removed, afters: [images[0], images[1], images[6]] };
    expect((await batch(owner, id, undo)).json).toEqual({ changed: 3 });
    expect(await inside(owner, id)).toEqual(images);
  });

  test('moves and copies many to another', async () => {
    const from = await make(owner, { image_ids: images });
    const to = await make(owner, { image_ids: [images[0]] });
    const copied = await batch(owner, from.id, { action: 'copy', image_ids: images.slice(0, 3), to: to.id });
    expect(copied.json).toEqual({ changed: 2 });
    const moved = await batch(owner, from.id, {
      action: 'move',
      image_ids: images.slice(2, 4),
      to: to.id,
      after: null,
    });
    expect(moved.json).toEqual({ changed: 2 });
    expect(await inside(owner, to.id)).toEqual([3, 0, 1, 2].map((i) => images[i]));
    expect(await inside(owner, from.id)).toEqual([0, 1, 4, 5, 6, 7].map((i) => images[i]));
    for (const body of [
      { action: 'copy', image_ids: images },
      { action: 'remove', image_ids: images, to: to.id },
      { action: 'sort', image_ids: images },
      { action: 'add', image_ids: [] },
      { action: 'add', image_ids: images, afters: [null] },
      { action: 'add', image_ids: Array(501).fill(images[0]) },
    ]) {
      expect((await batch(owner, from.id, body)).status, JSON.stringify(body).slice(0, 60)).toBe(400);
    }
  });

  test('keeps every edit that two clients make at once', async () => {
    const { id } = await shared({ image_ids: images.slice(0, 2) });
    const adding = images.slice(2).map((image, i) => put(i % 2 ? owner : contributor, id, image, { after: images[0] }));
    const moving = Array.from({ length: 10 }, (_, i) =>
      put(owner, id, images[1] as string, { after: i % 2 ? null : images[0] }),
    );
    const answers = await Promise.all([...adding, ...moving]);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
    const now = await inside(viewer, id);
    expect(now.toSorted()).toEqual(images.toSorted());
    expect(await owner.walk(`${PALETTES}/${id}/images`, { limit: 3 })).toHaveLength(images.length);
  });

  test('leaves out Images that were deleted, also from count and cover', async () => {
    const image = (await owner.add({ bytes: png(numbered(99)) })).id;
    const { id } = await make(owner, { image_ids: [image, images[0]] });
    expect((await owner.delete(image)).status).toBe(204);
    expect(await inside(owner, id)).toEqual([images[0]]);
    const palette = (await owner.ok(`${PALETTES}/${id}`)).json as Palette;
    expect([palette.images, palette.cover.length]).toEqual([1, 1]);
  });

  test('does not show a private Image to others, nor make it less private', async () => {
    const hidden = (await owner.add({ bytes: png(numbered(77)), fields: { visibility: 'private' } })).id;
    const palette = await shared({ visibility: 'public', image_ids: [hidden, images[0]] });
    const target = `${PALETTES}/${palette.id}`;
    await owner.json('PATCH', target, { cover_image_id: hidden });
    for (const client of [contributor, viewer, stranger, admin, guest]) {
      const seen = (await client.ok(target)).json as Palette;
      expect([seen.images, seen.cover_image_id, seen.cover.map((card) => card.id)]).toEqual([1, null, [images[0]]]);
      expect(await inside(client, palette.id)).toEqual([images[0]]);
      expect((await client.ok(`${target}/export.zip`)).body.includes(png(numbered(77)))).toBe(false);
      expect((await client.get(`/api/v1/images/${hidden}`)).status).toBe(404);
      const suggested = (await client.ok(`${target}/suggestions`)).json.items as { id: string }[];
      expect(suggested.map((item) => item.id)).not.toContain(hidden);
    }
    expect(await inside(owner, palette.id)).toEqual([hidden, images[0]]);
    expect((await owner.ok(`${target}/export.zip`)).body.includes(png(numbered(77)))).toBe(true);
    const refused = [
      await contributor.request('PUT', `/api/v1/images/${hidden}/like`),
      await put(contributor, palette.id, hidden),
      await batch(contributor, palette.id, { action: 'add', image_ids: [images[1], hidden] }),
    ];
    expect(refused.map((answer) => [answer.status, answer.json.code])).toEqual(Array(3).fill([404, 'image_not_found']));
  });

  test('is searched by words, and a search is kept within it', async () => {
    const { id } = await make(owner, { image_ids: images.slice(0, 4) });
    await owner.patch(images[1] as string, { title: 'Lighthouse at dusk' });
    await owner.patch(images[6] as string, { title: 'Another lighthouse' });
    const within = await eventually('the words are found', async () => {
      const ids = await inside(owner, id, '?q=lighthouse');
      return ids[0] === images[1] ? ids : undefined;
    });
    expect(within).not.toContain(images[6]);
    const found = (await owner.ok(`/api/v1/search?q=lighthouse&palette=${id}`)).json.items as { id: string }[];
    expect(found[0]?.id).toBe(images[1]);
    expect(found.map((item) => item.id)).not.toContain(images[6]);
    expect((await stranger.get(`/api/v1/search?q=lighthouse&palette=${id}`)).status).toBe(404);
    expect((await stranger.get(`${PALETTES}/${id}/images?q=lighthouse`)).status).toBe(404);
  });

  test('suggests what is not inside', async () => {
    const { id } = await make(owner, { image_ids: images.slice(0, 4) });
    const page = (await owner.ok(`${PALETTES}/${id}/suggestions?limit=3`)).json;
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items.length).toBeLessThanOrEqual(3);
    for (const item of page.items) expect(images.slice(0, 4)).not.toContain(item.id);
    const empty = await make(owner);
    expect((await owner.ok(`${PALETTES}/${empty.id}/suggestions`)).json.items).toEqual([]);
  });
});

describe('open tabs', () => {
  const tab = (client: Client, lastEventId?: string) =>
    EventStream.open(client.url, lastEventId, {
      Cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    });
  const personal = (stream: EventStream) =>
    stream.events.filter((event) => ['like', 'palette', 'palette.deleted'].includes(event.name));

  test('of one person agree, and nobody else is told', async () => {
    const streams = await Promise.all([owner, owner, stranger, guest].map((client) => tab(client)));
    const { id } = await make(owner);
    await put(owner, id, images[0] as string);
    await owner.request('PUT', `/api/v1/images/${images[0]}/like`);
    await owner.request('DELETE', `${PALETTES}/${id}`);
    const [first, second, ...others] = streams as [EventStream, EventStream, ...EventStream[]];
    for (const stream of [first, second]) {
      await stream.next('the deletion', (event) => event.name === 'palette.deleted' && event.data.id === id);
      const heard = personal(stream).filter(({ data }) => data.id === id || data.image_id === images[0]);
      expect(heard.map(({ name, data }) => [name, data])).toEqual([
        ['palette', { id, version: 1, what: 'created' }],
        ['palette', { id, version: 2, what: 'images' }],
        ['like', { image_id: images[0], liked: true }],
        ['palette.deleted', { id }],
      ]);
    }
    // What comes after has come, so what went before would have.
    const updated = await owner.patch(images[0] as string, { title: 'Seen by all' });
    expect(updated.status).toBe(200);
    for (const stream of others) {
      await stream.next('the change for all', (event) => event.name === 'image.updated');
      expect(personal(stream)).toEqual([]);
    }
    for (const stream of streams) stream.close();
  });

  test('of those it is shared with hear of it until it is shared no more', async () => {
    const stream = await tab(viewer);
    const { id } = await shared();
    await stream.next('that it is shared', (event) => event.name === 'palette' && event.data.id === id);
    await owner.json('PATCH', `${PALETTES}/${id}`, { title: 'Blues' });
    await stream.next('the edit', (event) => event.data?.id === id && event.data.what === 'edited');
    await owner.request('DELETE', `${PALETTES}/${id}/people/@vera`);
    await stream.next('the end', (event) => event.name === 'palette.deleted' && event.data.id === id);
    stream.close();
  });

  test('that come back, to another process, are told what they missed and no more', async () => {
    const before = await tab(owner);
    const { id } = await make(owner);
    const seen = await before.next('the Palette', (event) => event.name === 'palette' && event.data.id === id);
    before.close();
    await put(owner, id, images[2] as string);
    await stranger.request('PUT', `/api/v1/images/${images[2]}/like`);
    await owner.request('PUT', `/api/v1/images/${images[2]}/like`);
    const other = await Server.start(data);
    const stream = await EventStream.open(other.url, seen.id, {
      Cookie: [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    });
    await stream.next('the like', (event) => event.name === 'like');
    expect(personal(stream).map(({ name, data: what }) => [name, what])).toEqual([
      ['palette', { id, version: 2, what: 'images' }],
      ['like', { image_id: images[2], liked: true }],
    ]);
    stream.close();
    await other.stop();
  });
});
