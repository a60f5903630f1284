import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Image } from './support/client';
import { newFolder, SmallDisk } from './support/folders';
import { checkAgrees, importInto, palette, Server } from './support/palette';
import { noise, numbered, png } from './support/pictures';
import { seeded } from './support/random';
import { pause } from './support/wait';

const pictures = newFolder('pictures');
const library = join(newFolder(), 'library');

const commands: [name: string, args: string[]][] = [
  ['import', ['import', '--json', pictures]],
  ['serve', ['serve', '--listen', '127.0.0.1:0']],
  ['search', ['search', '--json', 'boat']],
  ['check', ['check']],
];

/** Every file of a folder with its bytes' hash. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

function copyOfLibrary(): string {
  const copy = join(newFolder(), 'library');
  for (const entry of readdirSync(library, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(copy, relative(library, from));
    mkdirSync(join(to, '..'), { recursive: true });
    if (entry.isDirectory()) mkdirSync(to, { recursive: true });
    else copyFileSync(from, to);
  }
  return copy;
}

beforeAll(async () => {
  writeFileSync(join(pictures, 'one.png'), png(numbered(1)));
  writeFileSync(join(pictures, 'two.png'), png(numbered(2)));
  expect((await importInto(library, [pictures])).code).toBe(0);
});

describe.each(commands)('palette %s', (_, args) => {
  const run = (data: string, options = {}) => palette([...args, '--data', data], options);

  test('says that the data directory is a file', async () => {
    const file = join(newFolder(), 'not a folder');
    writeFileSync(file, 'precious');
    const outcome = await run(file);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/data directory cannot be used.*not a folder/i);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('says that the data directory may not be written to', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o555);
    const outcome = await run(folder, { bound: true });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(folder);
    expect(outcome.stderr).toMatch(/data directory cannot be used: permission denied/i);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves a database of a newer Palette untouched to the byte and asks for the newer program', async () => {
    const data = copyOfLibrary();
    const database = join(data, 'palette.db');
    const bytes = readFileSync(database);
    bytes.writeUInt32BE(4_711, 60); // https://www.sqlite.org/fileformat2.html: the user version
    writeFileSync(database, bytes);
    const before = contents(data);
    const outcome = await run(data);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/newer Palette \(schema 4711; this one knows up to \d+\)/);
    expect(outcome.stdout).toBe('');
    expect(contents(data)).toEqual(before);
  });

  test('leaves a database that is none untouched and names it', async () => {
    const data = copyOfLibrary();
    const database = join(data, 'palette.db');
    const random = seeded(5);
    writeFileSync(database, Buffer.from(Array.from({ length: 8192 }, () => random() * 256)));
    const before = contents(data);
    const outcome = await run(data);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/database is damaged/);
    expect(outcome.stderr).toContain(database);
    expect(contents(data)).toEqual(before);
  });

  test('says that half of a database is damaged and names it', async () => {
    const data = copyOfLibrary();
    const database = join(data, 'palette.db');
    truncateSync(database, Math.floor(statSync(database).size / 8192) * 4096);
    const before = contents(data)['palette.db'];
    const outcome = await run(data);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/database is damaged/);
    expect(outcome.stderr).toContain(database);
    expect(contents(data)['palette.db']).toBe(before);
  });

  test('says that there is no model pack where one was named', async () => {
    const outcome = await run(join(newFolder(), 'library'), { env: { PALETTE_PACK: '/nowhere/pack' } });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/no model pack.*\/nowhere\/pack/i);
  });
});

describe('a model pack', () => {
  const broken = (change: (folder: string) => void) => {
    const pack = newFolder('pack');
    const starter = join(import.meta.dirname, '../../models/starter');
    for (const name of readdirSync(starter)) copyFileSync(join(starter, name), join(pack, name));
    change(pack);
    return palette(['search', '--data', join(newFolder(), 'library'), '--pack', pack, 'boat']);
  };

  test('with a broken description is refused by name', async () => {
    const outcome = await broken((pack) => writeFileSync(join(pack, 'pack.json'), '{"format": 1,'));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('pack.json');
  });

  test('whose encoder is cut short is refused by name', async () => {
    const outcome = await broken((pack) => truncateSync(join(pack, 'image.onnx'), 100_000));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('image.onnx');
  });
});

test('a library that was copied to another place is whole there', async () => {
  const copy = copyOfLibrary();
  expect(await checkAgrees(copy)).toMatchObject({ images: 2, originals: 2, embeddings: 2 });
  const server = await Server.start(copy);
  const [card] = await server.api.walk('/api/v1/images');
  expect((await server.api.get(`/api/v1/images/${card?.id}/original`)).status).toBe(200);
  await server.stop();
});

test('a read-only file system is named, and nothing is tried behind its back', async () => {
  const disk = new SmallDisk('16m');
  const data = join(disk.folder, 'library');
  expect((await importInto(data, [pictures])).code).toBe(0);
  disk.remount('ro');
  for (const [name, args] of commands) {
    const outcome = await palette([...args, '--data', data]);
    expect(outcome.code, name).toBe(1);
    expect(outcome.stderr, name).toContain(data);
  }
  disk.remount('rw');
  expect(await checkAgrees(data)).toMatchObject({ images: 2 });
});

/** To the last block; `rmSync(fill(disk))` makes room again. */
function fill(disk: SmallDisk): string {
  const path = join(disk.folder, 'filling');
  const file = openSync(path, 'w');
  expect(() => {
    for (;;) writeSync(file, Buffer.alloc(4096));
  }).toThrow('ENOSPC');
  closeSync(file);
  return path;
}

describe('a full disk', () => {
  const random = seeded(11);
  const large = Array.from({ length: 12 }, () => png(noise(random, 400, 400)));
  const folder = newFolder('large');

  beforeAll(() => {
    for (const [i, bytes] of large.entries()) writeFileSync(join(folder, `large ${i}.png`), bytes);
  });

  test('stops an import with a reason for each file, loses nothing, and once there is room the rest goes in', async () => {
    const disk = new SmallDisk('4m');
    const data = join(disk.folder, 'library');
    const outcome = await importInto(data, [folder]);
    expect(outcome.code).toBe(outcome.summary.added > 0 ? 2 : 1);
    expect(outcome.summary.found).toBe(large.length);
    expect(outcome.summary.failed.length).toBeGreaterThan(0);
    expect(outcome.summary.added + outcome.summary.failed.length).toBe(large.length);
    for (const { path, reason } of outcome.summary.failed) {
      expect(path).toContain(folder);
      expect(reason).toMatch(/disk is full/i);
    }
    disk.remount('size=64m');
    const half = await checkAgrees(data);
    expect(half.images).toBeGreaterThanOrEqual(outcome.summary.added);
    expect(half.originals).toBe(half.images);
    const rest = await importInto(data, [folder]);
    expect(rest.summary).toMatchObject({ found: large.length, failed: [] });
    expect(rest.code).toBe(0);
    expect(await checkAgrees(data)).toMatchObject({ images: large.length, pending: 0 });
  });

  test('is what every command says when it cannot even open the library, which is whole again once there is room', async () => {
    const disk = new SmallDisk('6m');
    const data = join(disk.folder, 'library');
    expect((await importInto(data, [pictures])).code).toBe(0);
    const filling = fill(disk);
    for (const [name, args] of commands) {
      const outcome = await palette([...args, '--data', data]);
      expect(outcome.code, name).toBe(1);
      expect(outcome.stderr, name).toMatch(/disk is full/i);
      expect(outcome.stderr, name).toContain(data);
    }
    rmSync(filling);
    expect(await checkAgrees(data)).toMatchObject({ images: 2, originals: 2, embeddings: 2 });
  });

  test('refuses uploads with 507 while everything that is there is still served, and takes them once there is room', async () => {
    const disk = new SmallDisk('5m');
    const data = join(disk.folder, 'library');
    const server = await Server.start(data);
    const kept: string[] = [];
    let refused = 0;
    for (const bytes of large) {
      const answer = await server.api.upload({ bytes });
      if (answer.status === 201) {
        kept.push((answer.json as Image).id);
      } else {
        ++refused;
        expect(answer.status).toBe(507);
        expect(answer.json.code).toBe('disk_full');
      }
    }
    expect(kept.length).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    for (const [i, id] of kept.entries()) {
      const original = await server.api.ok(`/api/v1/images/${id}/original`);
      expect(original.body.equals(large[i] as Buffer)).toBe(true);
    }
    await server.api.ok('/api/v1/library');
    disk.remount('size=64m');
    await pause(100);
    for (const bytes of large) expect([200, 201]).toContain((await server.api.upload({ bytes })).status);
    expect(await server.api.whenSettled(large.length)).toMatchObject({ images: large.length, ready: large.length });
    expect(await checkAgrees(data)).toMatchObject({ images: large.length });
  });

  test('stops nobody on the way through their feed, and what it showed is noted again once there is room', async () => {
    const disk = new SmallDisk('24m');
    const data = join(disk.folder, 'library');
    const many = newFolder('many');
    for (let i = 1; i <= 40; ++i) writeFileSync(join(many, `${i}.png`), png(numbered(i)));
    expect((await importInto(data, [many])).code).toBe(0);
    const server = await Server.start(data);
    const ada = await server.api.register('Ada');
    const page = async (cursor: string | null) =>
      (await ada.ok(`/api/v1/feed?limit=8${cursor ? `&cursor=${cursor}` : ''}`)).json as {
        items: Image[];
        next_cursor: string | null;
      };
    const unkept = async () =>
      Number(/^palette_feed_pages_unkept (\d+)$/m.exec((await server.api.ok('/metrics')).text)?.[1]);

    const pages = [await page(null)];
    expect(await unkept()).toBe(0);
    const filling = fill(disk);
    for (let i = 0; i < 2; ++i) pages.push(await page(pages.at(-1)?.next_cursor ?? null));
    expect(await unkept()).toBe(2);
    expect((await page(pages[0]?.next_cursor ?? null)).items).toEqual(pages[1]?.items);
    expect((await ada.ok('/api/v1/me/taste')).json.seen).toBe(24);
    rmSync(filling);
    for (let cursor = pages.at(-1)?.next_cursor ?? null; cursor !== null; cursor = pages.at(-1)?.next_cursor ?? null) {
      pages.push(await page(cursor));
    }
    expect(await unkept()).toBe(2);
    const shown = pages.flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(24);
    const { stderr } = await server.stop();
    expect(stderr.match(/feed cannot note what it shows/g)).toHaveLength(1);
    expect(stderr.match(/feed notes again/g)).toHaveLength(1);
    expect(await checkAgrees(data)).toMatchObject({ images: 40 });
  });
});
