// Whoever is signed in is told of every card, in every list, whether they like it and whether it is theirs.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cardOperations, type Things } from './support/card-operations';
import type { Card, Client } from './support/client';
import { answeredSchemas, operations } from './support/contract';
import { newFolder } from './support/folders';
import { Server } from './support/palette';
import { numbered, png } from './support/pictures';

// Needs another server to fetch from, or several Images of one picture; they answer by the same code.
const ELSEWHERE = ['create_image_from_url', 'list_duplicates', 'merge_duplicates'];

let ada: Client;
let guest: Client;
let things: Things;

beforeAll(async () => {
  const server = await Server.start(join(newFolder(), 'library'));
  guest = server.api;
  ada = await guest.register('Ada');
  const upload = { bytes: png(numbered(1)), fields: { title: 'Liked picture' } };
  const image = (await ada.add(upload)).id;
  for (const number of [2, 3]) await ada.add({ bytes: png(numbered(number)), fields: { title: 'Other picture' } });
  const bob = await guest.register('Bob');
  for (const { id } of await bob.walk('/api/v1/images')) {
    if (id !== image) await bob.request('PUT', `/api/v1/images/${id}/like`);
  }
  await ada.request('PUT', `/api/v1/images/${image}/like`);
  const made = await ada.json('POST', '/api/v1/palettes', { title: 'P', visibility: 'unlisted', image_ids: [image] });
  things = { image, upload, palette: made.json.id };
});

/** All cards in an answer, however deep. */
function cardsIn(node: unknown): Card[] {
  if (typeof node !== 'object' || node === null) return [];
  const within = Object.values(node).flatMap(cardsIn);
  return 'thumbhash' in node ? [node as Card, ...within] : within;
}

test('every operation that answers cards is asked here', () => {
  const answering = operations.filter((operation) => answeredSchemas(operation).has('ImageCard'));
  expect([...Object.keys(cardOperations), ...ELSEWHERE].toSorted()).toEqual(answering.map(({ id }) => id).toSorted());
});

describe.each(Object.entries(cardOperations))('%s', (_, call) => {
  test('says of every card whether one likes it', async () => {
    const answer = await call(ada, things);
    expect(answer.status, answer.text).toBeLessThan(300);
    const cards = cardsIn(answer.json);
    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) {
      expect([card.id, card.liked]).toEqual([card.id, card.id === things.image]);
      expect(card.mine).toBeTypeOf('boolean');
    }
  });
});

test.each([
  'list_images',
  'get_image',
  'list_similar_images',
  'search_images',
  'search_by_canvas',
  'get_feed',
  'list_interests',
])('%s tells a guest of no likes', async (name) => {
  const cards = cardsIn((await cardOperations[name]?.(guest, things))?.json);
  expect(cards.length).toBeGreaterThan(0);
  for (const card of cards) expect(Object.keys(card).filter((key) => ['liked', 'mine'].includes(key))).toEqual([]);
});
