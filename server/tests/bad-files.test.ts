import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Image } from './support/client';
import { EventStream } from './support/event-stream';
import { newFolder } from './support/folders';
import { checkAgrees, type ImportOutcome, importInto, palette, Server } from './support/palette';
import { bmp, gif, hugePng, jpeg, numbered, png, RED, solid, svg } from './support/pictures';

const picture = png(numbered(1, 300, 200));
const photo = jpeg(numbered(2, 300, 200));

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy.fill(0x5a, middle, middle + 400);
  return copy;
}

const laughs = Buffer.from(`<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY a "ha"> ${[...'bcdefghijk'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i]};`.repeat(10)}">`).join('')}]>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><title>&k;</title><text y="50">&k;</text></svg>`);

interface BadFile {
  name: string;
  bytes: Buffer | string;
  /** What a person is told. */
  reason: RegExp;
  /** What an upload is answered; 201 where only decoding shows it. */
  status: number;
  code?: string;
}

const badFiles: BadFile[] = [
  { name: 'zero bytes.png', bytes: '', reason: /empty/, status: 400, code: 'image_empty' },
  {
    name: 'text.jpg',
    bytes: 'Dear diary, this is no picture.\n',
    reason: /not a picture/,
    status: 415,
    code: 'image_type_unsupported',
  },
  { name: 'page.png', bytes: '<!doctype html><html><body>404</body></html>', reason: /not a picture/, status: 415 },
  { name: 'bitmap.bmp', bytes: bmp(numbered(3)), reason: /not a picture in a format/, status: 415 },
  { name: 'layers.psd', bytes: '8BPS\0\x01', reason: /not a picture in a format/, status: 415 },
  {
    name: 'packed.svgz',
    bytes: gzipSync(svg('<rect width="9" height="9"/>')),
    reason: /not a picture in a format/,
    status: 415,
  },
  { name: 'head only.png', bytes: picture.subarray(0, 20), reason: /damaged/, status: 400, code: 'image_corrupt' },
  { name: 'truncated.png', bytes: picture.subarray(0, picture.length / 2), reason: /damaged/, status: 201 },
  { name: 'truncated.jpg', bytes: photo.subarray(0, photo.length / 2), reason: /damaged/, status: 201 },
  { name: 'damaged in the middle.png', bytes: damaged(picture), reason: /damaged/, status: 201 },
  { name: 'truncated.gif', bytes: gif(60, 40, 2).subarray(0, 300), reason: /damaged/, status: 400 },
  {
    name: '30,000 x 30,000.png',
    bytes: hugePng(30_000),
    reason: /30,000 x 30,000.*900 megapixels/,
    status: 413,
    code: 'image_too_large',
  },
  { name: 'one long line.png', bytes: png(solid(RED, 70_000, 1)), reason: /70,000 x 1 .*65,535/, status: 413 },
  {
    name: '5,000 frames.gif',
    bytes: gif(4, 4, 5_000),
    reason: /frames.*at most 1,000/,
    status: 413,
    code: 'image_too_many_frames',
  },
  {
    name: 'unclosed.svg',
    bytes: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect',
    reason: /damaged/,
    status: 400,
  },
  { name: 'billion laughs.svg', bytes: laughs, reason: /damaged|not a picture/, status: 415 },
];

describe('a folder of bad files with one good picture', () => {
  const folder = newFolder('bad');
  const data = join(newFolder(), 'library');
  let outcome: ImportOutcome;
  const reasonOf = (path: string) =>
    outcome.summary.failed.filter((file) => file.path === path).map((file) => file.reason);

  beforeAll(async () => {
    writeFileSync(join(folder, 'good.png'), png(numbered(10)));
    for (const file of badFiles) writeFileSync(join(folder, file.name), file.bytes);
    symlinkSync('itself.png', join(folder, 'itself.png'));
    symlinkSync('nowhere.png', join(folder, 'dangling.png'));
    mkdirSync(join(folder, 'inner'));
    symlinkSync('..', join(folder, 'inner', 'back'));
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    const large = openSync(join(folder, 'large.png'), 'w');
    writeSync(large, picture);
    ftruncateSync(large, 512_000_001);
    closeSync(large);
    outcome = await importInto(data, [folder]);
  });

  test('goes on after every one of them and ends with 2', () => {
    expect(outcome.code).toBe(2);
    expect(outcome.summary).toMatchObject({ found: badFiles.length + 5, added: 1, duplicates: 0 });
    expect(outcome.summary.failed).toHaveLength(badFiles.length + 4);
  });

  test('leaves the good picture alone in a library that agrees with itself', async () => {
    expect(await checkAgrees(data)).toMatchObject({
      images: 1,
      originals: 1,
      renditions: 1,
      embeddings: 1,
      pending: 0,
    });
  });

  test.each(badFiles)('names the file and the reason: $name', ({ name, reason }) => {
    expect(reasonOf(join(folder, name))).toEqual([expect.stringMatching(reason)]);
  });

  test('names a link that leads to itself', () => {
    expect(reasonOf(join(folder, 'itself.png'))).toEqual([expect.stringMatching(/circle/)]);
  });

  test('names a link that leads nowhere', () => {
    expect(reasonOf(join(folder, 'dangling.png'))).toEqual([expect.stringMatching(/no such file/i)]);
  });

  test('names a link that leads back to a folder that contains it, and enters each folder once', () => {
    expect(reasonOf(join(folder, 'inner', 'back'))).toEqual([expect.stringMatching(/back to a folder/)]);
  });

  test('names a file that is larger than what is accepted', () => {
    expect(reasonOf(join(folder, 'large.png'))).toEqual([expect.stringMatching(/larger than the 512 MB/)]);
  });

  test('refuses them all again when it is run again', async () => {
    const again = await importInto(data, [folder]);
    expect(again.code).toBe(2);
    expect(again.summary).toMatchObject({ found: outcome.summary.found, added: 0, duplicates: 1 });
    const inOrder = (failed: { path: string }[]) => failed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    expect(inOrder(again.summary.failed)).toEqual(inOrder(outcome.summary.failed));
  });
});

test('bad files are named just the same when a running server does the work', async () => {
  const folder = newFolder('bad');
  const data = join(newFolder(), 'library');
  const server = await Server.start(data);
  writeFileSync(join(folder, 'good.png'), png(numbered(11)));
  for (const file of badFiles) writeFileSync(join(folder, file.name), file.bytes);
  const outcome = await importInto(data, [folder]);
  expect(outcome.code).toBe(2);
  expect(outcome.summary).toMatchObject({ found: badFiles.length + 1, added: 1, duplicates: 0 });
  for (const { name, reason } of badFiles) {
    const failed = outcome.summary.failed.filter((file) => file.path === join(folder, name));
    expect(failed, name).toEqual([{ path: join(folder, name), reason: expect.stringMatching(reason) }]);
  }
  expect(await server.api.library()).toMatchObject({ images: 1, ready: 1, failed: 0 });
  await server.stop();
  await checkAgrees(data);
});

test('a FIFO is refused at once instead of waited for', async () => {
  const pipe = join(newFolder(), 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  const data = join(newFolder(), 'library');
  const outcome = await importInto(data, [pipe], { timeoutMs: 10_000 });
  expect(outcome.code).toBe(1);
  expect(outcome.summary.failed).toEqual([{ path: pipe, reason: expect.stringMatching(/not a regular file/) }]);
  await checkAgrees(data);
});

test('a file and a folder without permission to read are named, and the rest goes in', async () => {
  const folder = newFolder('locked');
  writeFileSync(join(folder, 'open.png'), png(numbered(20)));
  writeFileSync(join(folder, 'locked.png'), png(numbered(21)));
  mkdirSync(join(folder, 'locked folder'));
  writeFileSync(join(folder, 'locked folder', 'inside.png'), png(numbered(22)));
  chmodSync(join(folder, 'locked.png'), 0);
  chmodSync(join(folder, 'locked folder'), 0);
  const data = join(newFolder(), 'library');
  const outcome = await importInto(data, [folder], { bound: true });
  expect(outcome.summary).toEqual({
    found: 3,
    added: 1,
    duplicates: 0,
    failed: expect.arrayContaining([
      { path: join(folder, 'locked.png'), reason: expect.stringMatching(/permission denied/i) },
      { path: join(folder, 'locked folder'), reason: expect.stringMatching(/permission denied/i) },
    ]),
  });
  expect(outcome.code).toBe(2);
  expect(await checkAgrees(data)).toMatchObject({ images: 1, originals: 1 });
});

test('a sidecar that cannot be read is named', async () => {
  const folder = newFolder('sidecar');
  writeFileSync(join(folder, 'picture.png'), png(numbered(23)));
  writeFileSync(join(folder, 'picture.xmp'), 'x'.repeat(1_048_577));
  const outcome = await importInto(join(newFolder(), 'library'), [folder]);
  expect(outcome.code).toBe(1);
  expect(outcome.summary.failed).toEqual([
    { path: join(folder, 'picture.png'), reason: expect.stringMatching(/picture\.xmp.*1048576/) },
  ]);
});

test('a name that is no UTF-8 is shown with its bytes escaped', async () => {
  const folder = newFolder('names');
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/br`), Buffer.from([0xfc]), Buffer.from('cke\n.png')]),
    'no picture',
  );
  const outcome = await importInto(join(newFolder(), 'library'), [folder]);
  expect(outcome.summary.failed[0]?.path).toBe(`${folder}/br\\xfccke\\n.png`);
  const inWords = await palette(['import', '--data', join(newFolder(), 'library'), folder]);
  expect(inWords.stderr).toContain(`${folder}/br\\xfccke\\n.png`);
});

describe('uploads of bad files', () => {
  const data = join(newFolder(), 'library');
  let server: Server;
  let events: EventStream;

  beforeAll(async () => {
    server = await Server.start(data);
    events = await EventStream.open(server.url);
  });

  test.each(badFiles.filter((file) => file.status !== 201))(
    'are refused with a reason: $name',
    async ({ name, bytes, reason, status, code }) => {
      const answer = await server.api.upload({ bytes: Buffer.from(bytes), name });
      expect(answer.status).toBe(status);
      expect(answer.json.detail).toMatch(reason);
      if (code) expect(answer.json.code).toBe(code);
    },
  );

  test.each(badFiles.filter((file) => file.status === 201))(
    'fail in the background and say so: $name',
    async ({ name, bytes, reason }) => {
      const answer = await server.api.upload({ bytes: Buffer.from(bytes), name });
      expect(answer.status).toBe(201);
      const { id } = answer.json as Image;
      await events.next('an event of the failure', (event) => event.name === 'image.failed' && event.data.id === id);
      const image = await server.api.image(id);
      expect(image.state).toBe('failed');
      expect(image.failure).toMatch(reason);
      expect((await server.api.walk('/api/v1/images')).map((card) => card.id)).not.toContain(id);
    },
  );

  test('are tried again when they come again', async () => {
    const bytes = jpeg(numbered(31, 200, 200)).subarray(0, 3_000);
    const ids: string[] = [];
    for (let i = 0; i < 2; ++i) {
      const stream = await EventStream.open(server.url);
      ids.push((await server.api.upload({ bytes })).json.id);
      await stream.next('image.failed', (event) => event.name === 'image.failed' && event.data.id === ids[i]);
      stream.close();
    }
    expect(ids[1]).toBe(ids[0]);
    expect((await server.api.delete(ids[0] as string)).status).toBe(204);
    expect((await server.api.get(`/api/v1/images/${ids[0]}`)).status).toBe(404);
  });

  test('leave the library in agreement with itself and nothing in the way', async () => {
    expect(await server.api.library()).toMatchObject({ ready: 0, pending: 0 });
    await checkAgrees(data);
    expect((await server.api.upload({ bytes: png(numbered(30)) })).status).toBe(201);
  });
});

describe('a hostile SVG', () => {
  const secret = 'the-secret-of-this-machine';
  const folder = newFolder('svg');
  const data = join(newFolder(), 'library');
  let fetched = 0;
  let outcome: ImportOutcome;
  let server: Server;
  let images: Image[];
  const named = (name: string) => images.find((image) => image.file_name === name);

  beforeAll(async () => {
    const trap = createServer((_, response) => {
      ++fetched;
      response.end();
    });
    await new Promise<void>((ready) => trap.listen(0, '127.0.0.1', ready));
    const away = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/beacon`;
    writeFileSync(join(folder, 'secret.txt'), secret);
    const red = join(folder, '.red.png');
    writeFileSync(red, png(solid(RED, 50, 50)));
    const ground = '<rect width="200" height="150" fill="#2040c0"/>';
    const files: Record<string, Buffer | string> = {
      'script.svg': svg(
        `${ground}<script>fetch('${away}')</script><rect width="9" height="9" onload="fetch('${away}')"/>`,
        {
          title: 'Script',
        },
      ),
      'file href.svg': svg(
        `${ground}<image width="200" height="150" xlink:href="file://${red}"/><image width="200" height="150" href="${red}"/>
         <image width="200" height="150" href=".red.png"/>`,
        { title: 'File' },
      ),
      'web href.svg': svg(
        `<style>@import url("${away}.css"); .x { fill: url(${away}#f); }</style>${ground}<image width="200" height="150" href="${away}.png"/>
         <use href="${away}.svg#x"/><rect class="x" width="9" height="9"/>`,
        { title: 'Web' },
      ),
      'external entity.svg': `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY file SYSTEM "file://${folder}/secret.txt"><!ENTITY web SYSTEM "${away}">]>
        <svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><title>Entity &file;&web;</title>${ground}<text y="50">&file;</text></svg>`,
      'external dtd.svg': `<?xml version="1.0"?><!DOCTYPE svg SYSTEM "${away}.dtd">
        <svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><title>Dtd</title>${ground}</svg>`,
      'include.svg': svg(
        `${ground}<text y="50"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file://${folder}/secret.txt"/></text>`,
        { title: 'Include' },
      ),
    };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    outcome = await importInto(data, [folder]);
    server = await Server.start(data);
    const cards = await server.api.walk('/api/v1/images');
    images = await Promise.all(cards.map((card) => server.api.image(card.id)));
    trap.close();
  });

  test('is never a reason to fetch anything', () => {
    expect(outcome.summary.added).toBeGreaterThanOrEqual(4);
    expect(fetched).toBe(0);
  });

  test('never shows what lies on the machine', () => {
    expect(JSON.stringify(images) + outcome.stdout + outcome.stderr).not.toContain(secret);
    for (const name of ['script.svg', 'file href.svg', 'web href.svg']) {
      expect(named(name), name).toMatchObject({ state: 'ready', color: expect.stringMatching(/^#[0-4].[3-5].[b-c]/) });
    }
  });

  test.each(['script.svg', 'file href.svg'])(
    'is sent for saving only, and could do nothing in a browser: %s',
    async (name) => {
      const answer = await server.api.ok(`/api/v1/images/${named(name)?.id}/original`);
      expect(answer.headers).toMatchObject({
        'content-type': 'image/svg+xml',
        'content-disposition': expect.stringMatching(/^attachment/),
        'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
        'x-content-type-options': 'nosniff',
      });
      expect(answer.headers['content-security-policy']).not.toMatch(/allow-scripts/);
    },
  );

  test('leaves the library in agreement with itself', () => checkAgrees(data));
});
