// `palette models pull` against a mirror that serves well, and against one that does everything a server can do wrong. What
// it brings here is no real model, but has the tensors of one.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newFolder, SmallDisk } from './support/folders';
import { etagOf, Mirror, type Mischief } from './support/mirror';
import { onnx } from './support/onnx';
import { Command, palette } from './support/palette';
import { seeded } from './support/random';
import { eventually } from './support/wait';

const NAME = 'openclip-vit-b-32-laion2b';
const REPOSITORY = 'immich-app/ViT-B-32__laion2b-s34b-b79k/resolve/main';
const IMAGE = `${REPOSITORY}/visual/model.onnx`;
const TEXT = `${REPOSITORY}/textual/model.onnx`;
const MERGES = `${REPOSITORY}/textual/merges.txt`;
const DIMENSION = 512;
const TOKENS = 77;

const random = seeded(7);
const numbers = (count: number) => Array.from({ length: count }, () => random() - 0.5);

function imageModel(): Buffer {
  return onnx({
    inputs: [{ name: 'image', type: 'float32', shape: [1, 3, 224, 224] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: [1, DIMENSION] }],
    nodes: [
      { op: 'ReduceMean', inputs: ['image'], outputs: ['color'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'MatMul', inputs: ['color', 'spread'], outputs: ['embedding'] },
    ],
    // Some of it counts for nothing: a transfer is to have a middle.
    constants: [
      { name: 'spread', shape: [3, DIMENSION], values: numbers(3 * DIMENSION) },
      { name: 'ballast', shape: [100_000], values: numbers(100_000) },
    ],
  });
}

function textModel(): Buffer {
  const vocabulary = 2 * 256 + 2 + 2;
  return onnx({
    inputs: [{ name: 'text', type: 'int32', shape: [1, TOKENS] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: [1, DIMENSION] }],
    nodes: [
      { op: 'Gather', inputs: ['table', 'text'], outputs: ['rows'] },
      { op: 'ReduceMean', inputs: ['rows'], outputs: ['mean'], attributes: { axes: [1], keepdims: 0 } },
      { op: 'MatMul', inputs: ['mean', 'spread'], outputs: ['embedding'] },
    ],
    constants: [
      { name: 'table', shape: [vocabulary, 8], values: numbers(vocabulary * 8) },
      { name: 'spread', shape: [8, DIMENSION], values: numbers(8 * DIMENSION) },
    ],
  });
}

let files: Record<string, Buffer>;
let mirror: Mirror;

beforeAll(() => {
  files = { [IMAGE]: imageModel(), [TEXT]: textModel(), [MERGES]: Buffer.from('#version: 0.2\na t</w>\nc at</w>\n') };
});
afterEach(() => mirror.close());

const pull = (data: string, ...args: string[]) =>
  palette(['models', '--data', data, 'pull', NAME, '--mirror', mirror.url, '--patience', '1', ...args]);

async function opened(mischief?: Mischief, more: Record<string, Buffer> = {}): Promise<string> {
  mirror = await Mirror.open({ ...files, ...more });
  if (mischief) mirror.mischief = mischief;
  return join(newFolder(), 'library');
}

const installed = (data: string) =>
  existsSync(join(data, 'models')) ? readdirSync(join(data, 'models')).filter((name) => !name.startsWith('.')) : [];

describe('palette models pull', () => {
  test('brings a pack from a mirror, whole, and it can be used', async () => {
    const data = await opened();
    const outcome = await pull(data);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^openclip-vit-b-32-laion2b@1 is installed \(MIT\)/);
    expect(installed(data)).toEqual([`${NAME}@1`]);
    const description = JSON.parse(readFileSync(join(data, 'models', `${NAME}@1`, 'pack.json'), 'utf8'));
    expect(Object.keys(description.files).sort()).toEqual([
      'textual/merges.txt',
      'textual/model.onnx',
      'visual/model.onnx',
    ]);
    expect(description.files['visual/model.onnx'].bytes).toBe(files[IMAGE]?.length);
    expect((await palette(['models', '--data', data, 'verify', NAME])).code).toBe(0);
    expect((await palette(['models', '--data', data, 'use', NAME])).code).toBe(0);
    expect((await palette(['search', '--data', data, 'a cat'])).code).toBe(0);
    mirror.asked.length = 0;
    expect((await pull(data)).stdout).toContain('installed already');
    expect(mirror.asked).toEqual([]);
  });

  test('says which packs it knows, and refuses others by name', async () => {
    const data = await opened();
    const known = await palette(['models', '--data', data, 'pull']);
    for (const name of [NAME, 'ram-plus-swin-l-384', 'siglip2-base']) expect(known.stdout).toContain(name);
    const unknown = await palette(['models', '--data', data, 'pull', 'gpt']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/no pack 'gpt' to pull/);
    expect(existsSync(data)).toBe(false);
  });

  test('takes the mirror from the environment and from palette.toml', async () => {
    const data = await opened();
    const from = (env: Record<string, string>) => palette(['models', '--data', data, 'pull', NAME], { env });
    const wrong = await from({ PALETTE_MODEL_MIRROR: 'ftp://example.org' });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/--mirror wants an address/);
    expect((await pull(data)).code).toBe(0);
    const other = join(newFolder(), 'library');
    await palette(['models', '--data', other, 'import', join(data, 'models', `${NAME}@1`)]);
    expect(installed(other)).toEqual([`${NAME}@1`]);
    const third = newFolder();
    writeFileSync(join(third, 'palette.toml'), `[models]\nmirror = "${mirror.url}/"\n`);
    expect((await palette(['models', '--data', third, 'pull', NAME])).code).toBe(0);
    expect(installed(third)).toEqual([`${NAME}@1`]);
  });

  test('goes through the proxy of the environment', async () => {
    const data = await opened((request, response) => {
      // A proxy is asked for the whole address.
      const { pathname, host } = new URL(request.url ?? '', 'http://none');
      const file = host === 'models.test' ? files[pathname.slice(1)] : undefined;
      response.writeHead(file ? 200 : 500).end(file);
      return true;
    });
    const outcome = await palette(['models', '--data', data, 'pull', NAME, '--mirror', 'http://models.test'], {
      env: { http_proxy: mirror.url, no_proxy: '' },
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(installed(data)).toEqual([`${NAME}@1`]);
  });

  test('follows redirects to other addresses', async () => {
    const data = await opened(
      (request, response, file) => {
        if (!file || request.url?.startsWith('/cdn/')) return false;
        response.writeHead(302, { Location: `/cdn${request.url}` }).end();
        return true;
      },
      Object.fromEntries(Object.entries(files).map(([path, file]) => [`cdn/${path}`, file])),
    );
    const outcome = await pull(data);
    expect(outcome.code, outcome.stderr).toBe(0);
  });
});

describe('a mirror that misbehaves', () => {
  /** Of the image model only this many bytes, then the connection ends. */
  const dies = (bytes: number, times = Number.POSITIVE_INFINITY): Mischief => {
    let left = times;
    return (request, response, file) => {
      if (request.url !== `/${IMAGE}` || !file || left-- <= 0) return false;
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from ? 206 : 200, {
        ETag: etagOf(file),
        'Content-Length': file.length - from,
        ...(from ? { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
      });
      response.write(file.subarray(from, Math.min(from + bytes, file.length - 1)), () => response.destroy());
      return true;
    };
  };

  test('and dies half-way is asked to go on from there', async () => {
    const data = await opened(dies(150_000, 2));
    const outcome = await pull(data);
    expect(outcome.code, outcome.stderr).toBe(0);
    const ranges = mirror.asked.filter(({ path }) => path === IMAGE).map(({ range }) => range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual([expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)]);
    expect(installed(data)).toEqual([`${NAME}@1`]);
  });

  test('and always dies leaves what came, for the next pull', async () => {
    const data = await opened(dies(20_000));
    const first = await pull(data);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/visual\/model\.onnx: The transfer was cut off after \d+ of \d+ bytes/);
    expect(installed(data)).toEqual([]);
    const before = mirror.asked.length;
    mirror.mischief = () => false;
    expect((await pull(data)).code).toBe(0);
    expect(mirror.asked[before], 'it goes on').toMatchObject({
      path: IMAGE,
      range: expect.stringMatching(/^bytes=[1-9]/),
    });
  });

  test('and has another version meanwhile is asked for all of it again', async () => {
    const data = await opened(dies(20_000));
    expect((await pull(data)).code).toBe(1);
    mirror.mischief = () => false;
    mirror.files[IMAGE] = imageModel(); // with other numbers
    const outcome = await pull(data);
    expect(outcome.code, outcome.stderr).toBe(0);
    const kept = readFileSync(join(data, 'models', `${NAME}@1`, 'visual/model.onnx'));
    expect(kept.equals(mirror.files[IMAGE] as Buffer), 'not two versions put together').toBe(true);
  });

  const answers: [what: string, mischief: Mischief, says: RegExp][] = [
    [
      'sends nothing any more',
      (request, response, file) => {
        if (request.url !== `/${TEXT}` || !file) return false;
        response.writeHead(200, { 'Content-Length': file.length, ETag: etagOf(file) });
        response.write(file.subarray(0, 100));
        return true;
      },
      /textual\/model\.onnx: The server sent nothing for 1 seconds/,
    ],
    [
      'has no such file',
      (request, response) => {
        if (request.url !== `/${MERGES}`) return false;
        response.writeHead(404).end('<html>nothing</html>');
        return true;
      },
      /merges\.txt: The server answered 404, there is no such file/,
    ],
    [
      'is broken',
      (_, response) => {
        response.writeHead(503).end();
        return true;
      },
      /The server answered 503/,
    ],
    [
      'leads round in circles',
      (request, response) => {
        response.writeHead(302, { Location: request.url ?? '' }).end();
        return true;
      },
      /leads from one address to another/,
    ],
    [
      'leads out of the web',
      (_, response) => {
        response.writeHead(302, { Location: 'file:///etc/passwd' }).end();
        return true;
      },
      /only https and http are/,
    ],
    [
      'serves a page in place of a model',
      (request, response) => {
        if (request.url !== `/${IMAGE}`) return false;
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Please sign in.</html>');
        return true;
      },
      /model\.onnx cannot be loaded/,
    ],
    [
      'serves another model',
      (request, response, file) => {
        if (request.url !== `/${IMAGE}` || !file) return false;
        response.writeHead(200).end(files[TEXT]);
        return true;
      },
      /model\.onnx does not fit its pack\.json/,
    ],
  ];
  test.each(answers)('and %s is named, and nothing is installed until it behaves', async (_, mischief, says) => {
    const data = await opened(mischief);
    const outcome = await pull(data);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(says);
    expect(installed(data)).toEqual([]);
    mirror.mischief = () => false;
    const again = await pull(data);
    expect(again.code, again.stderr).toBe(0);
  });

  test('and has other bytes than those that were published is refused, by size and by sha256', async () => {
    const data = await opened();
    const list = 'xinyu1205/recognize-anything/main/ram/data/ram_tag_list.txt';
    mirror.files['CannotFindObject/RAM_ONNX/resolve/main/ram_plus.onnx'] = Buffer.from('short');
    mirror.files[list] = Buffer.alloc(41_904, 'x');
    const wrong = await palette(['models', '--data', data, 'pull', 'ram-plus-swin-l-384', '--mirror', mirror.url]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/ram_plus\.onnx is not the file.*it has 5 bytes instead of 1859243322/);
    expect(installed(data)).toEqual([]);
    expect(readdirSync(join(data, 'models', '.installing', 'ram-plus-swin-l-384'))).toEqual(
      expect.not.arrayContaining(['ram_plus.onnx']),
    );
  });

  test('and serves another file than the first time is refused', async () => {
    const data = await opened();
    expect((await pull(data)).code).toBe(0);
    rmSync(join(data, 'models', `${NAME}@1`), { recursive: true });
    mirror.files[TEXT] = textModel();
    const outcome = await pull(data);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/textual\/model\.onnx is another file than the one that was first brought here/);
    expect(installed(data)).toEqual([]);
  });

  test('is not asked at all when the disk is too small', async () => {
    await opened();
    const disk = new SmallDisk('20m');
    const outcome = await pull(join(disk.folder, 'library'));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/not enough room on the disk: the pack needs 6\d\d MB/);
    expect(mirror.asked).toEqual([]);
  });
});

test('a pull that is killed is no pack, and is gone on with; two at a time are one too many', async () => {
  let release: () => void = () => {};
  const data = await opened((request, response, file) => {
    if (request.url !== `/${TEXT}` || !file) return false;
    response.writeHead(200, { 'Content-Length': file.length, ETag: etagOf(file) });
    response.write(file.subarray(0, 1000));
    release = () => response.end(file.subarray(1000));
    return true;
  });
  const command = new Command(['models', '--data', data, 'pull', NAME, '--mirror', mirror.url]);
  await eventually('it is in the middle', () => (mirror.asked.some(({ path }) => path === TEXT) ? true : undefined));
  const second = await pull(data);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/Another `palette models` command is bringing a pack in/);
  await command.kill();
  release();
  expect(installed(data)).toEqual([]);
  mirror.mischief = () => false;
  mirror.asked.length = 0;
  expect((await pull(data)).code).toBe(0);
  expect(
    mirror.asked.map(({ path }) => path),
    'what was whole is not brought again',
  ).not.toContain(IMAGE);
});
