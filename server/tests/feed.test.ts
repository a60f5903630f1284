// The feed: what is shown next, why, and that a person rules over it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Card, type Client, path } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { importInto, Server } from './support/palette';
import { numbered, png, svg } from './support/pictures';
import { eventually } from './support/wait';

interface Tile extends Card {
  reason: { kind: string; title: string; image_id: string | null };
}
interface Page {
  items: Tile[];
  next_cursor: string | null;
}

const PICTURES = 60;
const FIVE = ['birds', 'landscapes', 'food', 'abstract', 'drawings'].map((id) => ({ id }));
const house =
  '<rect width="200" height="150" fill="#9fd0f0"/><rect x="60" y="70" width="80" height="60" fill="#d8b27a"/><path d="M50 72 L100 30 L150 72 Z" fill="#a33"/>';

const data = join(newFolder(), 'library');
let server: Server;
let people = 0;
const newcomer = () => server.api.register(`person${++people}`);

async function page(client: Client, query: Record<string, string | number | undefined> = {}): Promise<Page> {
  return (await client.ok(path('/api/v1/feed', { limit: 8, ...query }))).json as Page;
}

async function feedback(client: Client, image_id: string, action: string) {
  expect((await client.json('POST', '/api/v1/feed/feedback', { image_id, action })).status).toBe(204);
}

const ids = (items: readonly Card[]) => items.map((item) => item.id);

async function named(title: string): Promise<string> {
  const found = await server.api.search({ q: title });
  const card = found.items.find((item) => item.title === title);
  if (!card) throw new Error(`${title} is not there`);
  return card.id;
}

beforeAll(async () => {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  for (let i = 1; i <= PICTURES; ++i) writeFileSync(join(folder, `${i}.png`), png(numbered(i)));
  writeFileSync(join(folder, 'house.svg'), svg(house, { title: 'House', tags: [] }));
  writeFileSync(join(folder, 'twin.svg'), svg(`${house}<!-- twin -->`, { title: 'Twin', tags: [] }));
  await importInto(data, [folder]);
  server = await Server.start(data);
});

describe('a guest', () => {
  test('walks through the whole library in an order that is the same every time', async () => {
    const first = await server.api.walk('/api/v1/feed', { limit: 7 });
    expect(new Set(ids(first)).size).toBe(PICTURES + 2);
    expect(ids(await server.api.walk('/api/v1/feed', { limit: 50 }))).toEqual(ids(first));
    expect((first as Tile[]).every((tile) => tile.reason.kind === 'shuffle')).toBe(true);
  });
});

describe('a person', () => {
  test('is asked for their interests once, and sees them named in the feed', async () => {
    const offered = (await server.api.ok('/api/v1/interests')).json.items;
    expect(offered).toHaveLength(15);
    expect(offered.every((interest: { image: unknown }) => interest.image !== null)).toBe(true);
    const ada = await newcomer();
    expect(await ada.me()).toMatchObject({ onboarded: false });
    const own = { text: 'a blue disc' };
    expect((await ada.json('PUT', '/api/v1/me/interests', { interests: [...FIVE, own] })).status).toBe(204);
    expect(await ada.me()).toMatchObject({ onboarded: true });
    const taste = (await ada.ok('/api/v1/me/taste')).json;
    expect(taste.interests.map((interest: { title: string }) => interest.title)).toContain('a blue disc');
    const shown = await page(ada, { limit: 30 });
    expect(shown.items.filter((tile) => tile.reason.kind === 'interest').map((tile) => tile.reason.title)).toContain(
      'Birds',
    );
  });

  test('is shown nothing twice, over many pages, two tabs and a restart, until all has been shown', async () => {
    const bob = await newcomer();
    const [one, two] = await Promise.all([page(bob), page(bob)]);
    const shown = [...ids(one.items), ...ids(two.items)];
    const again = await page(bob, { cursor: one.next_cursor ?? '' });
    expect((await page(bob, { cursor: one.next_cursor ?? '' })).items).toEqual(again.items);
    shown.push(...ids(again.items));
    await server.stop();
    server = await Server.start(data);
    const later = bob.at(server.url);
    expect((await page(later, { cursor: one.next_cursor ?? '' })).items).toEqual(again.items);
    let cursor = again.next_cursor;
    while (cursor !== null) {
      const next = await page(later, { cursor });
      shown.push(...ids(next.items));
      cursor = next.next_cursor;
    }
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(24);
    expect((await page(later)).items.length).toBeGreaterThan(0);
  });

  test('gets another next page for a like, which says so, and is not shown it again', async () => {
    const gus = await newcomer();
    const first = await page(gus);
    const liked = first.items[0]?.id ?? '';
    expect((await gus.request('PUT', `/api/v1/images/${liked}/like`)).status).toBe(204);
    const rest: Tile[] = [];
    for (let cursor = first.next_cursor; cursor !== null; ) {
      const next = await page(gus, { cursor });
      if (rest.length === 0) {
        const reasons = next.items.map((tile) => tile.reason);
        expect(reasons).toContainEqual({ kind: 'liked', title: first.items[0]?.alt, image_id: liked });
        expect(reasons.map((reason) => reason.kind)).toContain('explore');
      }
      rest.push(...next.items);
      cursor = next.next_cursor;
    }
    expect(ids(rest)).not.toContain(liked);
    expect((await gus.ok('/api/v1/me/taste')).json.interests).toMatchObject([
      { kind: 'learned', id: liked, share: expect.any(Number) },
    ]);
  });

  test('gets another next page for having opened a picture', async () => {
    const carl = await newcomer();
    const first = await page(carl);
    expect(first.items.every((tile) => tile.reason.kind === 'explore')).toBe(true);
    const opened = first.items[0]?.id ?? '';
    await feedback(carl, opened, 'open');
    const second = await page(carl, { cursor: first.next_cursor ?? '' });
    expect(second.items.filter((tile) => tile.reason.kind === 'session').map((tile) => tile.reason.image_id)).toContain(
      opened,
    );
  });

  test('is shown less like what they dismissed, until they take it back', async () => {
    const dora = await newcomer();
    const [house, twin] = [await named('House'), await named('Twin')];
    await feedback(dora, house, 'less');
    await feedback(dora, house, 'less');
    const without = await dora.walk('/api/v1/feed', { limit: 20 });
    expect(ids(without)).not.toContain(house);
    expect(ids(without)).not.toContain(twin);
    expect(ids((await dora.ok('/api/v1/me/taste')).json.dismissed)).toEqual([house]);
    await feedback(dora, house, 'undo_less');
    const rest = ids(await dora.walk('/api/v1/feed', { limit: 20 }));
    expect(rest.filter((id) => id === house || id === twin)).toHaveLength(1);
  });

  test('can turn an interest off, and the whole learning', async () => {
    const eve = await newcomer();
    await eve.json('PUT', '/api/v1/me/interests', { interests: FIVE });
    const off = await eve.json('PATCH', '/api/v1/me/taste', { weights: { birds: 0, food: 2 } });
    const weights = Object.fromEntries(
      off.json.interests.map((interest: { id: string; weight: number; share: number }) => [interest.id, interest]),
    );
    expect(weights.birds).toMatchObject({ weight: 0, share: 0 });
    expect(weights.food.share).toBeCloseTo(2 / 5);
    const shown = (await page(eve, { limit: 30 })).items;
    expect(shown.some((tile) => tile.reason.title === 'Birds')).toBe(false);
    expect(shown.some((tile) => tile.reason.title === 'Food and drink')).toBe(true);

    expect((await eve.json('PATCH', '/api/v1/me/taste', { feed: 'newest' })).json.feed).toBe('newest');
    const newest = ids((await eve.ok('/api/v1/images?order=newest&limit=8')).json.items);
    expect(ids((await page(eve)).items)).toEqual(newest);
    await eve.json('PATCH', '/api/v1/me/taste', { feed: 'personal' });
    expect(ids((await page(eve)).items)).not.toEqual(newest);
  });

  test('never sees what is private to others, nor hears of it', async () => {
    const [hana, ivo] = [await newcomer(), await newcomer()];
    const secret = await hana.add({ bytes: png(numbered(900)), fields: { visibility: 'private', title: 'Secret' } });
    expect(ids(await ivo.walk('/api/v1/feed', { limit: 30 }))).not.toContain(secret.id);
    expect(ids(await server.api.walk('/api/v1/feed', { limit: 30 }))).not.toContain(secret.id);
    await ivo.json('PATCH', '/api/v1/me/taste', { feed: 'newest' });
    expect(ids(await ivo.walk('/api/v1/feed', { limit: 30 }))).not.toContain(secret.id);
    const refused = await ivo.json('POST', '/api/v1/feed/feedback', { image_id: secret.id, action: 'less' });
    expect([refused.status, refused.json.code]).toEqual([404, 'image_not_found']);
  });

  test('is told in every tab, and nobody else is, when the next page will be another', async () => {
    const [ada, bob] = [await newcomer(), await newcomer()];
    const tab = (client: Client, lastEventId?: string) =>
      EventStream.open(client.url, lastEventId, {
        Cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      });
    const told = (stream: EventStream) =>
      stream.events.filter(({ name }) => name === 'feed').map(({ data }) => [data.what, data.image_id]);
    const [one, two, others] = [await tab(ada), await tab(ada), await tab(bob)];
    const shown = (await page(ada)).items;
    const [liked, saved, dismissed, opened] = ids(shown) as [string, string, string, string];

    await ada.request('PUT', `/api/v1/images/${liked}/like`);
    await ada.request('PUT', `/api/v1/images/${liked}/like`);
    const { id } = (await ada.json('POST', '/api/v1/palettes', { title: 'Kept', image_ids: [saved] })).json;
    await ada.request('DELETE', `/api/v1/palettes/${id}/images/${saved}`);
    await feedback(ada, opened, 'open');
    await feedback(ada, dismissed, 'less');
    await feedback(ada, dismissed, 'undo_less');
    await ada.json('PUT', '/api/v1/me/interests', { interests: FIVE });
    await ada.json('PATCH', '/api/v1/me/taste', { weights: { birds: 0 } });
    await ada.json('PATCH', '/api/v1/me', { preferences: { feed: 'personal' } });
    await ada.request('DELETE', '/api/v1/me/taste');
    const all = [
      ['kept', null],
      ['kept', null],
      ['kept', null],
      ['less', dismissed],
      ['undo_less', dismissed],
      ...Array(4).fill(['set', null]),
    ];
    for (const stream of [one, two]) {
      await eventually('all of it is told', () => told(stream).length >= all.length || undefined);
      expect(told(stream)).toEqual(all);
    }
    const last = one.events.findLast(({ id }) => id !== undefined)?.id;
    one.close();
    two.close();
    await feedback(ada, dismissed, 'less');
    const back = await tab(ada, last);
    await back.next('what was missed', ({ name }) => name === 'feed');
    expect(told(back)).toEqual([['less', dismissed]]);
    back.close();
    await bob.request('PUT', `/api/v1/images/${liked}/like`);
    await others.next('their own', ({ name }) => name === 'feed');
    expect(told(others)).toEqual([['kept', null]]);
    others.close();
  });

  test('can see and forget all that is known, which nobody else sees', async () => {
    const finn = await newcomer();
    await finn.json('PUT', '/api/v1/me/interests', { interests: FIVE });
    const shown = await page(finn);
    await feedback(finn, shown.items[0]?.id ?? '', 'less');
    const known = (await finn.ok('/api/v1/me/taste')).json;
    expect(known).toMatchObject({ onboarded: true, seen: 8 });
    expect(known.interests).toHaveLength(5);
    expect((await (await newcomer()).ok('/api/v1/me/taste')).json).toMatchObject({
      interests: [],
      dismissed: [],
      seen: 0,
    });
    expect((await finn.request('DELETE', '/api/v1/me/taste')).status).toBe(204);
    expect((await finn.ok('/api/v1/me/taste')).json).toMatchObject({
      onboarded: false,
      interests: [],
      dismissed: [],
      seen: 0,
    });
  });
});
