// A library as one file and back: `palette backup` and `palette restore`.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Client, PASSWORD } from './support/client';
import { newFolder, SmallDisk } from './support/folders';
import { binary, checkAgrees, palette, Server } from './support/palette';
import { noise, numbered, png } from './support/pictures';
import { seeded } from './support/random';
import { eventually } from './support/wait';

const COUNT = 6;
const folder = newFolder('backup');
const library = join(folder, 'library');
const saved = join(folder, 'library.tar');

const backUp = (data: string, file: string) => palette(['backup', '--data', data, '--json', file]);
const restore = (file: string, data: string) => palette(['restore', '--data', data, '--json', file]);
const namesIn = (file: string) => execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n');

/** A file like the good backup but for what `change` does to its unpacked files; packed in the same order. */
function changed(change: (unpacked: string, names: string[]) => string[]): string {
  const unpacked = newFolder('unpacked');
  execFileSync('tar', ['-xf', saved, '-C', unpacked]);
  const file = join(newFolder('changed'), 'changed.tar');
  const names = change(unpacked, namesIn(saved));
  execFileSync('tar', ['-cf', file, '--no-recursion', '-C', unpacked, ...names]);
  return file;
}

async function expectRefused(file: string, reason: RegExp, data = join(newFolder(), 'library')) {
  const outcome = await restore(file, data);
  expect(outcome.stderr).toMatch(reason);
  expect(outcome.code).toBe(1);
  expect(existsSync(data)).toBe(false);
}

beforeAll(async () => {
  const server = await Server.start(library);
  const ada = await server.api.register('ada');
  const ids: string[] = [];
  for (let i = 0; i < COUNT; ++i) {
    const image = await ada.add({
      name: `${i}.png`,
      bytes: png(numbered(i, 120, 90)),
      fields: { title: `Saved ${i}` },
    });
    ids.push(image.id);
  }
  await ada.request('PUT', `/api/v1/images/${ids[0]}/like`);
  const made = await ada.post('/api/v1/palettes', { title: 'Kept', image_ids: ids.slice(1, 4) });
  expect(made.status).toBe(201);
  await ada.delete(ids[5] as string);
  writeFileSync(join(library, 'palette.toml'), '# ours\n', { mode: 0o600 });
  await server.stop();
  expect((await backUp(library, saved)).code).toBe(0);
});

describe('a backup', () => {
  test('comes back with all that was in it', async () => {
    const data = join(newFolder(), 'again');
    const outcome = await restore(saved, data);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ originals: COUNT, problems: [] });
    expect(await checkAgrees(data)).toMatchObject({ images: COUNT - 1, originals: COUNT });
    expect(readFileSync(join(data, 'palette.toml'), 'utf8')).toBe('# ours\n');

    const server = await Server.start(data);
    const ada = new Client(server.url);
    expect((await ada.post('/api/v1/auth/login', { name: 'ada', password: PASSWORD })).status).toBe(200);
    expect((await ada.walk('/api/v1/images')).map(({ title }) => title).sort()).toEqual(
      Array.from({ length: COUNT - 1 }, (_, i) => `Saved ${i}`),
    );
    const [liked] = await ada.walk('/api/v1/me/likes');
    expect(liked?.title).toBe('Saved 0');
    const original = await ada.ok(`/api/v1/images/${liked?.id}/original`);
    expect(original.body.equals(png(numbered(0, 120, 90)))).toBe(true);
    const [kept] = (await ada.ok('/api/v1/palettes')).json.items;
    expect(kept).toMatchObject({ title: 'Kept', images: 3 });
    expect((await ada.search({ q: 'saved 3' })).items[0]?.title).toBe('Saved 3');
    await server.stop();
  });

  test('is for its owner’s eyes, and ends with the word that it is complete', () => {
    expect(statSync(saved).mode & 0o777).toBe(0o600);
    const names = namesIn(saved);
    expect(names[0]).toBe('palette-backup.json');
    expect(names.slice(-2)).toEqual(['palette.db', 'complete.json']);
    expect(existsSync(`${saved}.part`)).toBe(false);
  });

  test('is one moment of a library that others are changing', async () => {
    const data = join(newFolder(), 'busy');
    const server = await Server.start(data);
    const ada = await server.api.register('ada');
    let adding = true;
    const changes = (async () => {
      const random = seeded(7);
      for (let i = 0; adding; ++i) {
        const answer = await ada.upload({
          name: `${i}.png`,
          bytes: png(noise(random, 40, 30)),
          fields: { title: `Busy ${i}` },
        });
        expect(answer.status).toBe(201);
        if (i % 3 === 2) await ada.delete(answer.json.id);
        if (i % 6 === 5) await palette(['purge', '--data', data]);
      }
    })();
    await eventually('some pictures are in', async () => ((await server.api.library()).images > 3 ? true : undefined));
    for (let round = 0; round < 3; ++round) {
      const file = join(folder, `busy-${round}.tar`);
      expect(await backUp(data, file)).toMatchObject({ code: 0 });
      const copy = join(newFolder(), 'copy');
      expect(await restore(file, copy)).toMatchObject({ code: 0 });
      // What was still being worked on is done now.
      const restored = await Server.start(copy);
      await restored.api.whenSettled(1);
      await restored.stop();
      expect((await checkAgrees(copy)).images).toBeGreaterThan(3);
    }
    adding = false;
    await changes;
    await server.stop();
  });

  test('goes through a pipe, compressed on the way', () => {
    const data = join(newFolder(), 'piped');
    const script = `"$0" backup --data "$1" - | gzip | "$0" restore --data "$2" -`;
    execFileSync('bash', ['-o', 'pipefail', '-c', script, binary, library, data], { stdio: 'pipe' });
    expect(existsSync(join(data, 'palette.db'))).toBe(true);
  });

  test('names what is lost or altered, and keeps the rest', async () => {
    const data = join(newFolder(), 'hurt');
    expect((await restore(saved, data)).code).toBe(0);
    const originals = readdirSync(join(data, 'originals'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const [lost, altered] = originals as [string, string];
    rmSync(lost);
    writeFileSync(altered, 'other bytes');
    const file = join(folder, 'hurt.tar');
    const outcome = await backUp(data, file);
    expect(outcome.code).toBe(2);
    const { originals: whole, problems } = JSON.parse(outcome.stdout);
    expect(whole).toBe(COUNT - 2);
    expect(problems).toHaveLength(2);
    const back = await restore(file, join(newFolder(), 'back'));
    expect(back.code).toBe(2);
    expect(JSON.parse(back.stdout)).toMatchObject({ originals: COUNT - 2 });
    for (const path of [lost, altered]) {
      const sha256 = path.split('/').at(-1);
      expect(problems.join()).toContain(sha256);
      expect(back.stdout).toContain(sha256);
    }
  });
});

describe('refused, with nothing written', () => {
  test('a backup over a file, and of a folder that is no library', async () => {
    const file = join(newFolder(), 'precious.tar');
    writeFileSync(file, 'precious');
    expect(await backUp(library, file)).toMatchObject({ code: 1, stderr: expect.stringMatching(/already/) });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    const nowhere = join(newFolder(), 'nowhere');
    expect(await backUp(nowhere, `${file}2`)).toMatchObject({ code: 1, stderr: expect.stringMatching(/no library/) });
    expect(existsSync(nowhere)).toBe(false);
    expect(existsSync(`${file}2`)).toBe(false);
  });

  test('a restore over anything', async () => {
    const full = newFolder('full');
    writeFileSync(join(full, 'holiday.txt'), 'mine');
    for (const data of [full, library]) {
      const before = readdirSync(data).sort();
      expect(await restore(saved, data)).toMatchObject({ code: 1, stderr: expect.stringMatching(/new or empty/) });
      expect(readdirSync(data).sort()).toEqual(before);
    }
  });

  test('what is no backup', async () => {
    const text = join(newFolder(), 'notes.tar');
    writeFileSync(text, 'no archive at all');
    await expectRefused(text, /no backup/);
    const foreign = join(newFolder(), 'foreign.tar');
    execFileSync('tar', ['-cf', foreign, '-C', folder, 'library/palette.toml']);
    await expectRefused(foreign, /no backup of a Palette library/);
    await expectRefused(join(folder, 'not-there.tar'), /no such file/i);
  });

  test.each([0.1, 0.5, 0.9, 0.999])('a backup of which %d is there', async (share) => {
    const file = join(newFolder(), 'short.tar');
    writeFileSync(file, readFileSync(saved));
    // The end of a tar archive is zeros, which may go.
    const end = readFileSync(saved).indexOf('"database_sha256"');
    truncateSync(file, Math.floor(end * share));
    await expectRefused(file, /cut short|missing/);
  });

  test('a backup with a file taken out, added or altered', async () => {
    const original = (names: string[]) => names.find((name) => name.startsWith('originals/')) as string;
    await expectRefused(
      changed((_, names) => names.filter((name) => name !== original(names))),
      /files are missing/,
    );
    await expectRefused(
      changed((_, names) => names.filter((name) => name !== 'complete.json')),
      /cut short/,
    );
    await expectRefused(
      changed((unpacked, names) => {
        writeFileSync(join(unpacked, 'palette.db'), 'altered');
        return names;
      }),
      /database is damaged/,
    );
    await expectRefused(
      changed((unpacked, names) => {
        writeFileSync(join(unpacked, 'palette-backup.json'), '{"palette_backup":99}');
        return names;
      }),
      /newer Palette/,
    );
  });

  test.each(['../escaped', '/tmp/escaped', 'originals/../../../escaped', 'originals/aa/bb/escaped'])(
    'a file that would land at %s',
    async (name) => {
      const file = changed((unpacked, names) => {
        writeFileSync(join(unpacked, 'plain'), 'escaped');
        return names;
      });
      execFileSync('tar', ['-Pf', file, '--delete', 'complete.json']);
      const plain = newFolder('plain');
      writeFileSync(join(plain, 'plain'), 'escaped');
      execFileSync('tar', ['-Prf', file, '-C', plain, `--transform=s,plain,${name},`, 'plain']);
      await expectRefused(file, /does not belong there/);
    },
  );

  test('a link in place of a file', async () => {
    const file = changed((unpacked, names) => {
      const name = names.find((one) => one.startsWith('originals/')) as string;
      rmSync(join(unpacked, name));
      execFileSync('ln', ['-s', '/etc/passwd', join(unpacked, name)]);
      return names;
    });
    await expectRefused(file, /no file/);
  });
});

describe('cut off', () => {
  test('by kill -9 a restore leaves a folder that says so, and begins anew', async () => {
    const data = join(newFolder(), 'killed');
    const bytes = readFileSync(saved);
    const child = spawn(binary, ['restore', '--data', data, '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.write(bytes.subarray(0, bytes.length - 16_384));
    await eventually('originals are unpacked', async () =>
      existsSync(join(data, 'originals')) && readdirSync(join(data, 'originals')).length > 1 ? true : undefined,
    );
    expect(await restore(saved, data)).toMatchObject({ code: 1, stderr: expect.stringMatching(/at work/) });
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await palette(['check', '--data', data])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/run `palette restore` again/),
    });
    expect((await restore(saved, data)).code).toBe(0);
    expect(await checkAgrees(data)).toMatchObject({ images: COUNT - 1 });
  });

  test('by SIGTERM a restore leaves nothing', async () => {
    const data = join(newFolder(), 'stopped');
    const bytes = readFileSync(saved);
    const child = spawn(binary, ['restore', '--data', data, '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
    child.stdin.on('error', () => {}); // it may be gone before it has read all
    child.stdin.write(bytes.subarray(0, bytes.length - 16_384));
    await eventually('it has begun', async () => (existsSync(join(data, 'restoring')) ? true : undefined));
    child.kill('SIGTERM');
    child.stdin.end(bytes.subarray(bytes.length - 16_384));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(existsSync(data)).toBe(false);
  });

  test('by a full disk neither leaves half of anything', async () => {
    const disk = new SmallDisk('256k');
    const file = join(disk.folder, 'full.tar');
    expect(await backUp(library, file)).toMatchObject({ code: 1, stderr: expect.stringMatching(/disk is full/i) });
    expect(readdirSync(disk.folder)).toEqual([]);
    const data = join(disk.folder, 'library');
    expect(await restore(saved, data)).toMatchObject({ code: 1, stderr: expect.stringMatching(/disk is full/i) });
    expect(readdirSync(disk.folder)).toEqual([]);
    mkdirSync(data);
    disk.remount('size=64m');
    expect((await restore(saved, data)).code).toBe(0);
  });
});
