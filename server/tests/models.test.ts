// `palette models`: packs are installed whole or not at all, and a library changes from one to another while it is used,
// over any number of kills.

import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Client } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder, SmallDisk } from './support/folders';
import { checkAgrees, importInto, type Outcome, palette, Server } from './support/palette';
import { numbered, png, type Rgb, solid } from './support/pictures';
import { writeFiles } from './support/shared-pictures';
import { type TinyPack, writeTinyPack } from './support/tiny-pack';
import { eventually } from './support/wait';

const RED: Rgb = [230, 20, 20];
const GREEN: Rgb = [20, 230, 20];
const BLUE: Rgb = [20, 20, 230];

interface Pack {
  name: string;
  version: string;
  title: string;
  licence: string;
  dimension: number;
  tags: number;
  bytes: number;
  verified: boolean;
  built_in: boolean;
  used_for: string[];
  folder: string;
}
interface List {
  packs: Pack[];
  broken: { folder: string; reason: string }[];
  change: { done: number; total: number } | null;
}

const models = (data: string, ...args: string[]) => palette(['models', '--data', data, ...args]);

async function done(outcome: Promise<Outcome>): Promise<Outcome> {
  const { code, stderr } = await outcome;
  expect(code, stderr).toBe(0);
  return outcome;
}

async function listed(data: string): Promise<List> {
  return JSON.parse((await done(models(data, 'list', '--json'))).stdout);
}

/** Names of the folders of installed packs. */
const shelved = (data: string) =>
  existsSync(join(data, 'models')) ? readdirSync(join(data, 'models')).filter((name) => !name.startsWith('.')) : [];

const packOf = (list: List, name: string) => list.packs.find((pack) => pack.name === name);

async function install(data: string, pack: TinyPack): Promise<Outcome> {
  return done(models(data, 'import', writeTinyPack(newFolder('pack'), pack)));
}

/** A library that is set to the pack "first" and has some pictures. */
async function libraryOf(pictures: Record<string, Buffer>, first: TinyPack): Promise<string> {
  const data = join(newFolder(), 'library');
  await install(data, first);
  await done(models(data, 'use', first.name));
  const folder = newFolder('pictures');
  writeFiles(folder, pictures);
  expect((await importInto(data, [folder])).code).toBe(0);
  return data;
}

const COLORS = { 'r.png': png(solid(RED)), 'g.png': png(solid(GREEN)), 'b.png': png(solid(BLUE)) };
const fileOf = async (api: Client, id: string) => (await api.image(id)).file_name;
/** The picture that answers a text best. */
async function bestOf(api: Client, text: string): Promise<string> {
  const [best] = (await api.search({ q: text })).items;
  return fileOf(api, best?.id ?? '');
}

describe('palette models list', () => {
  test('names the built-in pack without making a library', async () => {
    const data = join(newFolder(), 'library');
    const list = await listed(data);
    expect(list).toMatchObject({
      packs: [{ name: 'starter', built_in: true, used_for: ['embedding', 'tags'], licence: 'Apache-2.0' }],
      broken: [],
      change: null,
    });
    expect(list.packs[0]?.bytes).toBeGreaterThan(1_000_000);
    expect(list.packs[0]?.tags).toBeGreaterThan(100);
    expect(existsSync(data)).toBe(false);
    expect((await done(models(data, 'list'))).stdout).toMatch(/^starter@.*\n.*dimensions.*tags; .* MB; Apache-2\.0/);
  });

  test('shows what is installed, what is verified, and what is broken', async () => {
    const data = join(newFolder(), 'library');
    await install(data, { name: 'colours', tags: ['ruby', 'emerald', 'sapphire'] });
    const pack = packOf(await listed(data), 'colours');
    expect(pack).toMatchObject({ version: '1', dimension: 8, tags: 3, verified: true, used_for: [] });
    // A file that is another than when it was verified is not verified any more.
    writeFileSync(join(pack?.folder ?? '', 'vocab.txt'), readFileSync(join(pack?.folder ?? '', 'vocab.txt')));
    expect(packOf(await listed(data), 'colours')?.verified).toBe(false);
    writeFileSync(join(pack?.folder ?? '', 'pack.json'), '{');
    const list = await listed(data);
    expect(packOf(list, 'colours')).toBeUndefined();
    expect(list.broken).toMatchObject([{ reason: expect.stringContaining('pack.json') }]);
  });
});

describe('palette models import', () => {
  test('installs a pack under its name and version, beside others of that name', async () => {
    const data = join(newFolder(), 'library');
    const outcome = await install(data, { name: 'colours' });
    expect(outcome.stdout).toContain('palette models use colours');
    await install(data, { name: 'colours', version: '2' });
    expect(shelved(data)).toEqual(['colours@1', 'colours@2']);
    expect(readdirSync(join(data, 'models', '.installing'))).toEqual([]);
  });

  test('of what is there already verifies it, and of another pack of that name and version says so', async () => {
    const data = join(newFolder(), 'library');
    const folder = writeTinyPack(newFolder('pack'), { name: 'colours' });
    await done(models(data, 'import', folder));
    await done(models(data, 'import', folder));
    const other = writeTinyPack(newFolder('pack'), { name: 'colours', tags: ['a', 'b', 'c'] });
    const outcome = await models(data, 'import', other);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/colours@1.*new "version"/);
  });

  const broken: [what: string, pack: Partial<TinyPack>, spoil: (folder: string) => void, says: RegExp][] = [
    ['has no pack.json', {}, (folder) => truncateSync(join(folder, 'pack.json')), /pack\.json/],
    ['lacks a file', {}, (folder) => truncateSync(join(folder, 'text.onnx'), 10), /text\.onnx has another size/],
    [
      'has a file of other bytes',
      {},
      (folder) => {
        const bytes = readFileSync(join(folder, 'image.onnx'));
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        writeFileSync(join(folder, 'image.onnx'), bytes);
      },
      /image\.onnx has another sha256/,
    ],
    [
      'describes another model',
      {
        change: (description) => {
          description.dimension = 9;
        },
      },
      () => {},
      /"embedding" is \[any, 8\] where \[any, 9\] is needed/,
    ],
    [
      'leads out of its folder',
      {
        change: (description) => {
          description.files['../vocab.txt'] = description.files['vocab.txt'];
        },
      },
      () => {},
      /must name a file within the pack's folder/,
    ],
  ];
  test.each(broken)('of a pack that %s installs nothing', async (_, pack, spoil, says) => {
    const data = join(newFolder(), 'library');
    const folder = writeTinyPack(newFolder('pack'), { name: 'colours', ...pack });
    spoil(folder);
    const outcome = await models(data, 'import', folder);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(says);
    expect((await listed(data)).packs.map(({ name }) => name)).toEqual(['starter']);
    expect(shelved(data)).toEqual([]);
  });

  test('says before it copies that a disk is too full', async () => {
    const disk = new SmallDisk('20m');
    const folder = writeTinyPack(newFolder('pack'), { name: 'colours' });
    const outcome = await models(join(disk.folder, 'library'), 'import', folder);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/not enough room.*needs \d+ MB, \d+ MB are free/);
  });
});

describe('palette models verify', () => {
  test('is content with the built-in pack, and then remembers that', async () => {
    const data = join(newFolder(), 'library');
    expect((await done(models(data, 'verify'))).stdout).toMatch(/^All files of starter@/);
    expect(packOf(await listed(data), 'starter')?.verified).toBe(true);
  });

  test('finds what has changed since a pack was installed', async () => {
    const data = join(newFolder(), 'library');
    await install(data, { name: 'colours' });
    await done(models(data, 'verify', 'colours'));
    const file = join(data, 'models', 'colours@1', 'image.onnx');
    const size = statSync(file).size;
    truncateSync(file, size - 1);
    const shorter = await models(data, 'verify', 'colours');
    expect(shorter.code).toBe(1);
    expect(shorter.stderr).toContain('image.onnx');
    expect(packOf(await listed(data), 'colours')?.verified).toBe(false);
  });

  test('of a pack that is not there names those that are', async () => {
    const outcome = await models(join(newFolder(), 'library'), 'verify', 'nothing');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/no model pack 'nothing' here. Installed: starter@/);
  });
});

describe('palette models use', () => {
  test('sets embeddings and tags to different packs', async () => {
    const data = join(newFolder(), 'library');
    await install(data, { name: 'plain' });
    await install(data, { name: 'tagger', onlyTags: true, tags: ['ruby', 'emerald', 'sapphire'] });
    await done(models(data, 'use', 'plain'));
    await done(models(data, 'use', 'tagger'));
    const list = await listed(data);
    expect(packOf(list, 'plain')?.used_for).toEqual(['embedding']);
    expect(packOf(list, 'tagger')?.used_for).toEqual(['tags']);
    expect(packOf(list, 'starter')?.used_for).toEqual([]);
    const folder = newFolder('pictures');
    writeFiles(folder, COLORS);
    expect((await importInto(data, [folder])).code).toBe(0);
    const server = await Server.start(data);
    expect((await server.api.ok('/api/v1/instance')).json.models).toEqual({
      embedding: 'plain@1',
      tags: 'tagger@1',
      change: null,
      learns_from_corrections: false,
    });
    const [hit] = (await server.api.search({ q: 'red' })).items;
    const image = await server.api.image(hit?.id ?? '');
    expect(image.file_name).toBe('r.png');
    expect(image.tags.map(({ name, source }) => [name, source])).toEqual([['ruby', 'ai']]);
    await server.stop();
    // Only the one of two things that a pack can do.
    await done(models(data, 'use', 'starter', '--only', 'tags'));
    expect(packOf(await listed(data), 'starter')?.used_for).toEqual(['tags']);
  });

  const refused: [args: string[], says: RegExp][] = [
    [['nothing'], /no model pack 'nothing' here/],
    [['tagger', '--only', 'embedding'], /tagger@1 gives tags only/],
    [['plain', '--only', 'tags'], /plain@1 gives no tags/],
  ];
  test.each(refused)('refuses %j and changes nothing', async (args, says) => {
    const data = join(newFolder(), 'library');
    await install(data, { name: 'plain' });
    await install(data, { name: 'tagger', onlyTags: true, tags: ['ruby', 'emerald', 'sapphire'] });
    const outcome = await models(data, 'use', ...args);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(says);
    expect(packOf(await listed(data), 'starter')?.used_for).toEqual(['embedding', 'tags']);
  });

  test('refuses a pack that was damaged after it was installed', async () => {
    const data = join(newFolder(), 'library');
    await install(data, { name: 'plain' });
    const file = join(data, 'models', 'plain@1', 'text.onnx');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const outcome = await models(data, 'use', 'plain');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/text\.onnx has another sha256/);
  });
});

test('models that nobody uses are let go, and loaded again for whoever searches', async () => {
  const data = await libraryOf(COLORS, { name: 'plain' });
  const server = await Server.start(data, { flags: ['--model-idle', '1'] });
  const loaded = async () =>
    Number(/palette_models_loaded\{pack="plain@1"\} (\d+)/.exec((await server.api.ok('/metrics')).text)?.[1]);
  await eventually('all are let go', async () => ((await loaded()) === 0 ? true : undefined));
  expect(await bestOf(server.api, 'red')).toBe('r.png');
  expect(await loaded()).toBeGreaterThan(0);
  await server.stop();
});

test('metrics say how many pictures and texts went through each model', async () => {
  const data = await libraryOf(COLORS, { name: 'plain' });
  const server = await Server.start(data);
  for (const number of [1, 2, 3]) await server.api.add({ bytes: png(numbered(number)) });
  expect(await bestOf(server.api, 'red')).not.toBe('');
  const { text } = await server.api.ok('/metrics');
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('palette_model_items\\{model="image",pack="plain@1"\\}')).toBe(3);
  expect(value('palette_model_items\\{model="text",pack="plain@1"\\}')).toBeGreaterThan(0);
  for (const model of ['image', 'text']) {
    expect(value(`palette_model_runs\\{model="${model}",pack="plain@1"\\}`)).toBeGreaterThan(0);
    expect(value(`palette_model_seconds\\{model="${model}",pack="plain@1",what="run"\\}`)).toBeGreaterThan(0);
  }
  expect(value('palette_ingest_seconds\\{stage="wait"\\}')).toBeGreaterThanOrEqual(0);
  await server.stop();
});

describe('a library whose pack changes', () => {
  const first: TinyPack = { name: 'first', tags: ['ruby', 'emerald', 'sapphire'] };
  // Each answer says which pack gave it: this one takes what is red for "blue".
  const second: TinyPack = { name: 'second', confused: true, slow: true, tags: ['rose', 'leaf', 'sky'] };
  const CROWD = 60;
  const crowd = Object.fromEntries(
    Array.from({ length: CROWD }, (_, i) => [`${i}.png`, png(numbered(i, 40, 30))] as const),
  );

  test('is searched by the old one until the new one has seen all, says how far it is, and loses nothing', async () => {
    const data = await libraryOf({ ...crowd, ...COLORS }, first);
    await install(data, second);
    const server = await Server.start(data);
    const { api } = server;
    expect(await bestOf(api, 'red')).toBe('r.png');
    const [hit] = (await api.search({ q: 'red' })).items;
    const corrected = hit?.id ?? '';
    expect((await api.patch(corrected, { tags: ['mine'] })).status).toBe(200); // "ruby" is taken off for good
    const events = await EventStream.open(server.url);
    await done(models(data, 'use', 'second'));

    const { change } = await eventually('the change is under way', async () => {
      const seen = (await api.ok('/api/v1/instance')).json.models;
      return seen.change && seen.change.done > 2 ? seen : undefined;
    });
    expect(change.to).toBe('second@1');
    expect(change.total).toBe(CROWD + 3);
    expect(await bestOf(api, 'red')).toBe('r.png');
    expect((await api.library()).pack).toBe('first@1');
    expect((await api.ok('/healthz')).text).toMatch(/^ok\n\d+ of 63 Images seen by second@1\n$/);
    expect((await api.ok('/readyz')).text).toMatch(/^ready\n\d+ of 63 /);
    expect((await api.ok('/metrics')).text).toMatch(/palette_model_change_images\{count="total"\} 63\n/);
    const uploaded = await api.upload({ bytes: png(solid([10, 200, 10], 50, 50)), name: 'late.png' });
    expect(uploaded.status).toBe(201);
    await eventually('the upload is ready before the change is', async () =>
      (await api.image(uploaded.json.id)).state === 'ready' ? true : undefined,
    );
    const during = (await api.search({ q: 'green', limit: 2 })).items.map(({ id }) => id);
    expect((await api.ok('/api/v1/instance')).json.models.embedding, 'still the old one').toBe('first@1');
    expect(during).toContain(uploaded.json.id);

    await eventually('the new pack serves', async () =>
      (await api.ok('/api/v1/instance')).json.models.embedding === 'second@1' ? true : undefined,
    );
    expect(await bestOf(api, 'blue')).toBe('r.png'); // confused
    const after = (await api.search({ q: 'red', limit: 2 })).items.map(({ id }) => id);
    expect(after, 'what came meanwhile is in both').toContain(uploaded.json.id);
    await eventually('nothing changes any more', async () =>
      (await api.library()).model_change === null ? true : undefined,
    );
    const tags = (await api.image(corrected)).tags.map(({ name, source }) => [name, source]);
    expect(tags, "a person's word outlives a model").toContainEqual(['mine', 'person']);
    expect(tags.map(([name]) => name)).not.toContain('ruby');
    await events.next(
      'open tabs are told',
      ({ name, data }) => name === 'library' && data.model_change?.to === 'second@1',
    );
    await events.next('and that it is done', ({ name, data }) => name === 'library' && data.pack === 'second@1');
    events.close();
    await server.stop();
    expect(await checkAgrees(data)).toMatchObject({ images: CROWD + 4, embeddings: CROWD + 4, pending: 0 });
  });

  test('survives kill -9 at any moment of it', async () => {
    const data = await libraryOf({ ...crowd, ...COLORS }, first);
    await install(data, second);
    await done(models(data, 'use', 'second'));
    let last = -1;
    let kills = 0;
    for (const moment of [1, 16, 33, 50]) {
      const server = await Server.start(data);
      const found = await eventually('the change goes on', async () => {
        const seen = (await server.api.ok('/api/v1/instance')).json.models;
        if (seen.embedding === 'second@1') return seen;
        return seen.change && seen.change.done >= moment ? seen : undefined;
      });
      if (found.embedding === 'first@1') {
        const best = await bestOf(server.api, 'red');
        // The change goes on meanwhile: only an answer from before its end can be told from one after it.
        const { embedding } = (await server.api.ok('/api/v1/instance')).json.models;
        if (embedding === 'first@1') expect(best).toBe('r.png');
        expect(found.change.done, 'what was done stays done').toBeGreaterThanOrEqual(last);
        last = found.change.done;
        ++kills;
      }
      await server.kill();
    }
    expect(kills).toBeGreaterThanOrEqual(2);
    const server = await Server.start(data);
    await eventually('the new pack serves', async () => {
      const { embedding, change } = (await server.api.ok('/api/v1/instance')).json.models;
      return embedding === 'second@1' && change === null ? true : undefined;
    });
    expect(await bestOf(server.api, 'blue')).toBe('r.png');
    await server.kill();
    expect(await checkAgrees(data)).toMatchObject({ images: CROWD + 3, embeddings: CROWD + 3, pending: 0 });
    const again = await Server.start(data);
    expect(await bestOf(again.api, 'blue')).toBe('r.png');
    await again.stop();
  });

  test('can be set back before the change is done, and at once when nothing is missing', async () => {
    const data = await libraryOf({ ...crowd, ...COLORS }, first);
    await install(data, second);
    const server = await Server.start(data);
    await done(models(data, 'use', 'second'));
    await eventually('the change is under way', async () =>
      (await server.api.library()).model_change?.done ? true : undefined,
    );
    await done(models(data, 'use', 'first'));
    await eventually('it is called off', async () =>
      (await server.api.library()).model_change === null ? true : undefined,
    );
    expect((await server.api.library()).pack).toBe('first@1');
    expect(await bestOf(server.api, 'red')).toBe('r.png');
    await server.stop();
    await checkAgrees(data);
  });

  test('keeps an Image that the new pack cannot be shown', async () => {
    const data = await libraryOf(COLORS, first);
    await install(data, { ...second, slow: false });
    const originals = readdirSync(join(data, 'originals'), { recursive: true, withFileTypes: true });
    const spoiled = originals.filter((entry) => entry.isFile())[0];
    writeFileSync(join(spoiled?.parentPath ?? '', spoiled?.name ?? ''), 'no picture any more');
    await done(models(data, 'use', 'second'));
    const server = await Server.start(data);
    await eventually('the new pack serves', async () => {
      const { embedding, change } = (await server.api.ok('/api/v1/instance')).json.models;
      return embedding === 'second@1' && change === null ? true : undefined;
    });
    expect(await server.api.library()).toMatchObject({ images: 3, ready: 3, failed: 0 });
    await server.stop();
  });
});
