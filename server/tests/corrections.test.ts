// What persons correct of the AI tags teaches their own library, where its operator turned that on.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Client } from './support/client';
import { newFolder } from './support/folders';
import { checkAgrees, importInto, palette, Server } from './support/palette';
import { png, type Rgb, solid } from './support/pictures';
import { writeFiles } from './support/shared-pictures';
import { writeTinyPack } from './support/tiny-pack';
import { eventually } from './support/wait';

const ON = '[models]\nlearn_from_corrections = true\n';
const OFF = '[models]\nlearn_from_corrections = false\n';
const setTo = (data: string, text: string) => writeFileSync(join(data, 'palette.toml'), text);

// Both are red enough to be "ruby" to the model, but not by far.
const pink = (i: number): Rgb => [166 - i, 40, 114 - i];
const orange = (i: number): Rgb => [166 - i, 114 - i, 40];

/** A library seen by a model that gives the tags ruby, emerald and sapphire, with pink and orange pictures. */
async function library(): Promise<string> {
  const data = join(newFolder(), 'library');
  const pack = writeTinyPack(newFolder('pack'), { name: 'colours', tags: ['ruby', 'emerald', 'sapphire'] });
  for (const args of [
    ['import', pack],
    ['use', 'colours'],
  ]) {
    expect((await palette(['models', '--data', data, ...args])).code).toBe(0);
  }
  const folder = newFolder('pictures');
  const pictures = Array.from({ length: 9 }, (_, i) => [
    [`pink-${i}.png`, png(solid(pink(i)))],
    [`orange-${i}.png`, png(solid(orange(i)))],
  ]);
  writeFiles(folder, Object.fromEntries(pictures.flat()));
  expect((await importInto(data, [folder])).code).toBe(0);
  return data;
}

/** Each picture's tags by the name of its file. */
async function tagsOf(api: Client): Promise<Record<string, string[]>> {
  const images = await Promise.all((await api.walk('/api/v1/images')).map(({ id }) => api.image(id)));
  return Object.fromEntries(images.map(({ file_name, tags }) => [file_name, tags.map(({ name }) => name).sort()]));
}

async function idsOf(api: Client): Promise<Record<string, string>> {
  const images = await Promise.all((await api.walk('/api/v1/images')).map(({ id }) => api.image(id)));
  return Object.fromEntries(images.map(({ file_name, id }) => [file_name, id]));
}

const becomes = (api: Client, wanted: Record<string, string[]>) =>
  eventually(`tags ${JSON.stringify(wanted)}`, async () => {
    const found = await tagsOf(api);
    return Object.entries(wanted).every(([file, tags]) => JSON.stringify(found[file]) === JSON.stringify(tags))
      ? found
      : undefined;
  });

/** Takes the tag from five pink pictures, and says that these are sapphires. */
async function correctFive(api: Client) {
  const ids = await idsOf(api);
  for (const i of [0, 1, 2, 3, 4]) {
    const answer = await api.patch(ids[`pink-${i}.png`] as string, { tags: ['sapphire'] });
    expect(answer.status).toBe(200);
  }
}

const RUBY = ['ruby'];
const SAPPHIRE = ['sapphire'];

test('corrections teach the tags of pictures that look like the corrected ones, and of no others', async () => {
  const data = await library();
  setTo(data, ON);
  const server = await Server.start(data);
  const { api } = server;
  expect((await api.ok('/api/v1/instance')).json.models.learns_from_corrections).toBe(true);
  await becomes(api, { 'pink-6.png': RUBY, 'orange-3.png': RUBY });
  await correctFive(api);
  await becomes(api, { 'pink-6.png': SAPPHIRE, 'pink-7.png': SAPPHIRE, 'pink-8.png': SAPPHIRE });
  expect(await tagsOf(api)).toMatchObject({ 'orange-0.png': RUBY, 'orange-8.png': RUBY });
  // New pictures too, and what a search by tag finds.
  const added = await api.add({ name: 'pink-new.png', bytes: png(solid(pink(9))) });
  await api.add({ name: 'orange-new.png', bytes: png(solid(orange(9))) });
  await becomes(api, { 'pink-new.png': SAPPHIRE, 'orange-new.png': RUBY });
  expect((await api.ok('/api/v1/tags?prefix=sapphire')).json.items).toMatchObject([{ name: 'sapphire', images: 10 }]);
  const [tag] = (await api.image(added.id)).tags;
  expect(tag).toMatchObject({ name: 'sapphire', source: 'ai' });
  expect(tag?.confidence).toBeGreaterThan(0.5);
  await server.stop();
  await checkAgrees(data);
});

test('what was taught is there after kill -9, goes when it is turned off, and comes back', async () => {
  const data = await library();
  setTo(data, ON);
  let server = await Server.start(data);
  await correctFive(server.api);
  await becomes(server.api, { 'pink-8.png': SAPPHIRE });
  await server.kill();

  server = await Server.start(data);
  await becomes(server.api, { 'pink-6.png': SAPPHIRE, 'pink-8.png': SAPPHIRE, 'orange-8.png': RUBY });
  await server.stop();

  setTo(data, OFF);
  server = await Server.start(data);
  expect((await server.api.ok('/api/v1/instance')).json.models.learns_from_corrections).toBe(false);
  const off = await becomes(server.api, { 'pink-6.png': RUBY, 'pink-7.png': RUBY, 'pink-8.png': RUBY });
  expect(off, 'a person’s own word stays').toMatchObject({ 'pink-0.png': SAPPHIRE, 'pink-4.png': SAPPHIRE });
  await server.stop();

  setTo(data, ON);
  server = await Server.start(data);
  await becomes(server.api, { 'pink-6.png': SAPPHIRE, 'pink-8.png': SAPPHIRE, 'orange-8.png': RUBY });
  await server.stop();
});

test('a person’s word is never spoken over', async () => {
  const data = await library();
  setTo(data, ON);
  const server = await Server.start(data);
  const { api } = server;
  const ids = await idsOf(api);
  // One pink picture is a ruby to its owner.
  await api.patch(ids['pink-8.png'] as string, { tags: ['ruby', 'mine'] });
  await api.patch(ids['pink-8.png'] as string, { tags: ['mine'] });
  await api.patch(ids['pink-8.png'] as string, { tags: ['mine', 'ruby'] });
  await correctFive(api);
  await becomes(api, { 'pink-6.png': SAPPHIRE });
  const tags = await tagsOf(api);
  expect(tags['pink-8.png']).toEqual(expect.arrayContaining(['mine', 'ruby']));
  expect(tags['pink-0.png']).toEqual(SAPPHIRE);
  await server.stop();
});

test('nothing is learned unless the operator says so', async () => {
  const data = await library();
  const server = await Server.start(data);
  const { api } = server;
  expect((await api.ok('/api/v1/instance')).json.models.learns_from_corrections).toBe(false);
  await correctFive(api);
  await api.add({ name: 'pink-new.png', bytes: png(solid(pink(9))) });
  expect(await tagsOf(api)).toMatchObject({ 'pink-new.png': RUBY, 'pink-6.png': RUBY, 'pink-8.png': RUBY });
  await server.stop();
  setTo(data, '[models]\nlearn_from_corrections = "yes"\n');
  await expect(Server.start(data)).rejects.toThrow(/learn_from_corrections/);
});
