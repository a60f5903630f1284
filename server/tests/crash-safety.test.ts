// kill -9 at moments that a seed chooses. Whatever the moment: what was acknowledged is there, nothing is there twice,
// nothing is half there.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Image } from './support/client';
import { newFolder } from './support/folders';
import { Command, checkAgrees, importInto, Server, summaryOf } from './support/palette';
import { numbered, png, xmp } from './support/pictures';
import { seeded, testSeed } from './support/random';
import { writeFiles } from './support/shared-pictures';
import { eventually, pause } from './support/wait';

const COUNT = 24;
const pictures = newFolder('pictures');
const bytesOf = (number: number) => png(numbered(number, 120, 90));

beforeAll(() => {
  for (let i = 0; i < COUNT; ++i) {
    writeFiles(pictures, {
      [`${i}.png`]: bytesOf(i),
      [`${i}.png.xmp`]: xmp({ title: `Survivor ${i}`, tags: ['survivor'] }),
    });
  }
});

function filesUnder(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return 0; // not there yet
  }
}

const progressOf = (data: string) => filesUnder(join(data, 'originals')) + filesUnder(join(data, 'renditions'));

/** Everything there exactly once, and nothing else. */
async function expectWhole(data: string) {
  expect(await checkAgrees(data)).toMatchObject({
    images: COUNT,
    originals: COUNT,
    renditions: COUNT,
    embeddings: COUNT,
    pending: 0,
  });
  expect(filesUnder(join(data, 'originals'))).toBe(COUNT);
  expect(readdirSync(join(data, 'incoming'))).toEqual([]);
  const server = await Server.start(data);
  const cards = await server.api.walk('/api/v1/images', { limit: 200 });
  expect(cards.map((card) => card.title).sort()).toEqual(
    Array.from({ length: COUNT }, (_, i) => `Survivor ${i}`).sort(),
  );
  expect(await server.api.search({ tag: 'survivor', limit: 200 })).toMatchObject({ counts: { strong: COUNT } });
  for (const card of [cards[0], cards.at(-1)]) {
    const number = Number(card?.title.split(' ')[1]);
    const original = await server.api.ok(`/api/v1/images/${card?.id}/original`);
    expect(original.body.equals(bytesOf(number))).toBe(true);
  }
  await server.stop();
}

describe('an import', () => {
  const importing = (data: string) => new Command(['import', '--data', data, '--json', pictures]);

  test.each([0, 1])('that is killed again and again goes on where it was (round %d)', async (round) => {
    const random = seeded(testSeed + round);
    const data = join(newFolder(), 'library');
    // Each picture is one original and one rendition: how far a run gets is chosen by their number, not by time, so that
    // the kills lie as close on a slow machine.
    const moments = Array.from({ length: 4 }, () => Math.floor(random() * 2 * COUNT)).sort((a, b) => a - b);
    let killed = 0;
    for (const moment of moments) {
      const command = importing(data);
      while (command.isRunning && progressOf(data) < moment) await pause(2);
      await pause(random() * 40);
      if (command.isRunning) ++killed;
      await command.kill();
    }
    expect(killed, `kills that hit, seed ${testSeed}`).toBeGreaterThanOrEqual(moments.length - 1);
    const last = await importInto(data, [pictures]);
    expect(last.code, last.stderr).toBe(0);
    expect(last.summary).toMatchObject({ found: COUNT, failed: [] });
    expect(last.summary.added + last.summary.duplicates).toBe(COUNT);
    await expectWhole(data);
  });

  test('that is interrupted says so, keeps what it has, and goes on when it is run again', async () => {
    const data = join(newFolder(), 'library');
    const command = importing(data);
    await eventually('some originals are there', () => filesUnder(join(data, 'originals')) >= 5 || undefined);
    command.signal('SIGINT');
    const outcome = await command.endsWithin(15_000);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/run the same command again/);
    await checkAgrees(data);
    expect((await importInto(data, [pictures])).summary).toMatchObject({ found: COUNT, failed: [] });
    await expectWhole(data);
  });

  test('beside another of the same folder brings everything in once', async () => {
    const data = join(newFolder(), 'library');
    const outcomes = await Promise.all([importing(data), importing(data)].map((command) => command.endsWithin(40_000)));
    for (const outcome of outcomes) {
      expect(outcome.code, outcome.stderr).toBe(0);
      const summary = summaryOf(outcome);
      expect(summary).toMatchObject({ found: COUNT, failed: [] });
      expect(summary.added + summary.duplicates).toBe(COUNT);
    }
    const added = outcomes.map((outcome) => summaryOf(outcome).added);
    expect((added[0] ?? 0) + (added[1] ?? 0), `added ${added.join(' and ')}`).toBe(COUNT);
    await expectWhole(data);
  });

  test('beside a running server is seen on its wall and found by its search at once', async () => {
    const data = join(newFolder(), 'library');
    const server = await Server.start(data);
    const command = importing(data);
    const seen = await eventually(
      'the wall fills',
      async () => (await server.api.walk('/api/v1/images')).length || undefined,
    );
    expect(command.isRunning, `${seen} pictures were on the wall when the import had ended`).toBe(true);
    expect(summaryOf(await command.ended)).toMatchObject({ found: COUNT, added: COUNT, failed: [] });
    expect(await server.api.walk('/api/v1/images', { limit: 200 })).toHaveLength(COUNT);
    const page = await server.api.search({ q: 'survivor 7', limit: 1 });
    expect(page.items[0]).toMatchObject({ title: 'Survivor 7', match: 'strong' });
    expect((await server.api.search({ like: page.items[0]?.id, limit: 200 })).items).toHaveLength(COUNT - 1);
    expect((await server.api.ok('/api/v1/tags?prefix=survivor')).json.items).toEqual([
      { name: 'survivor', images: COUNT },
    ]);
    await server.stop();
    expect(await checkAgrees(data)).toMatchObject({ images: COUNT, embeddings: COUNT });
  });

  test('takes over from a server that dies', async () => {
    const data = join(newFolder(), 'library');
    const server = await Server.start(data);
    const command = importing(data);
    await eventually('the server has begun', () => filesUnder(join(data, 'renditions')) > 0 || undefined);
    await server.kill();
    const outcome = await command.endsWithin(20_000);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(summaryOf(outcome)).toMatchObject({ found: COUNT, added: COUNT, failed: [] });
    expect(await checkAgrees(data)).toMatchObject({ images: COUNT, embeddings: COUNT, pending: 0 });
  });

  test('that dies leaves its work to the server', async () => {
    const data = join(newFolder(), 'library');
    const command = importing(data);
    await eventually('the import has begun', () => filesUnder(join(data, 'renditions')) > 0 || undefined);
    const server = await Server.start(data);
    await command.kill();
    const { images } = await server.api.library();
    expect(images).toBeGreaterThan(0);
    const settled = await server.api.whenSettled(images);
    expect(settled).toMatchObject({ images, ready: images, failed: 0 });
    expect(await server.api.walk('/api/v1/images', { limit: 200 })).toHaveLength(images);
    expect((await importInto(data, [pictures])).summary).toMatchObject({ found: COUNT, failed: [] });
    await server.stop();
    await expectWhole(data);
  });
});

describe('a server', () => {
  test('that is killed during uploads has lost nothing that it acknowledged', async () => {
    const random = seeded(testSeed + 100);
    const data = join(newFolder(), 'library');
    const acknowledged = new Map<string, number>();
    let sent = 0;
    for (let kill = 0; kill < 3; ++kill) {
      const server = await Server.start(data);
      let stopped = false;
      const uploader = async () => {
        while (!stopped) {
          const number = sent++;
          const answer = await server.api.upload({
            bytes: bytesOf(1000 + number),
            fields: { title: `Upload ${number}` },
          });
          expect([200, 201]).toContain(answer.status);
          acknowledged.set((answer.json as Image).id, number);
          await pause(random() * 40);
        }
      };
      const uploads = [uploader(), uploader(), uploader()].map((upload) => upload.catch(() => {}));
      await pause(100 + random() * 400);
      await server.kill();
      stopped = true;
      await Promise.all(uploads);
    }
    expect(acknowledged.size).toBeGreaterThan(0);
    const server = await Server.start(data);
    const library = await server.api.whenSettled(acknowledged.size, 25_000);
    expect(library.failed).toBe(0);
    expect(library.images).toBeLessThanOrEqual(sent);
    for (const [id, number] of acknowledged) {
      const image = await server.api.image(id);
      expect(image).toMatchObject({ state: 'ready', title: `Upload ${number}` });
      expect((await server.api.ok(`/api/v1/images/${id}/original`)).body.equals(bytesOf(1000 + number))).toBe(true);
    }
    const titles = (await server.api.walk('/api/v1/images', { limit: 200 })).map((card) => card.title);
    expect(new Set(titles).size).toBe(titles.length);
    await server.stop();
    expect(await checkAgrees(data)).toMatchObject({ images: library.images, originals: library.images, pending: 0 });
    expect(readdirSync(join(data, 'incoming'))).toEqual([]);
  });

  test('that was killed makes its index again from the database, and one that is damaged too', async () => {
    const data = join(newFolder(), 'library');
    await importInto(data, [pictures]);
    let server = await Server.start(data);
    const order = async () => (await server.api.search({ q: 'survivor in the snow', limit: 200 })).items;
    const before = await order();
    await server.stop();
    const cache = join(data, 'index', readdirSync(join(data, 'index'))[0] as string);
    const bytes = readFileSync(cache);
    bytes.fill(0xaa, bytes.length >> 1);
    writeFiles(join(data, 'index'), { [cache.split('/').at(-1) as string]: bytes });
    server = await Server.start(data);
    expect(await order()).toEqual(before);
    await server.kill();
    server = await Server.start(data);
    expect(await order()).toEqual(before);
    await server.stop();
    await checkAgrees(data);
  });
});
