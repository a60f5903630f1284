import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Image } from './support/client';
import { newFolder } from './support/folders';
import { binary, checkAgrees, type ImportOutcome, importInto, palette, Server } from './support/palette';
import { gif, jpeg, numbered, png, ppm, svg, tiff, xmp } from './support/pictures';
import { writeFiles } from './support/shared-pictures';
import { avif, heic, jp2, jxl } from './support/small-files';

async function imagesOf(server: Server): Promise<Image[]> {
  const cards = await server.api.walk('/api/v1/images', { limit: 200 });
  return Promise.all(cards.map((card) => server.api.image(card.id)));
}

describe('one import of a folder with everything in it', () => {
  const root = newFolder('import');
  const folder = join(root, 'pictures');
  const data = join(root, 'library');
  let first: ImportOutcome;
  let server: Server;
  let images: Image[];
  const named = (name: string) => {
    const found = images.filter((image) => image.file_name === name);
    expect(found, `images called ${name}`).toHaveLength(1);
    return found[0] as Image;
  };

  const longest = `${'n'.repeat(251)}.png`;
  const formats: [file: string, bytes: Buffer, mediaType: string, width: number, height: number][] = [
    ['plain.png', png(numbered(1, 60, 40)), 'image/png', 60, 40],
    ['plain.jpg', jpeg(numbered(2, 60, 40)), 'image/jpeg', 60, 40],
    ['turned.jpg', jpeg(numbered(3, 60, 40), { exif: { orientation: 6 } }), 'image/jpeg', 40, 60],
    ['moving.gif', gif(60, 40, 3), 'image/gif', 60, 40],
    ['plain.tif', tiff(numbered(4, 60, 40)), 'image/tiff', 60, 40],
    ['plain.ppm', ppm(numbered(5, 60, 40)), 'image/x-portable-anymap', 60, 40],
    ['plain.avif', avif, 'image/avif', 16, 12],
    ['plain.heic', heic, 'image/heic', 16, 12],
    ['plain.jxl', jxl, 'image/jxl', 16, 12],
    ['plain.jp2', jp2, 'image/jp2', 16, 12],
    ['drawing.svg', svg('<circle cx="100" cy="75" r="60" fill="teal"/>'), 'image/svg+xml', 1280, 960],
    ['a picture without extension', png(numbered(6)), 'image/png', 64, 48],
    ['png that is called.jpg', png(numbered(7)), 'image/png', 64, 48],
    ['deep/er/and deeper/nested.png', png(numbered(8)), 'image/png', 64, 48],
  ];
  const words: [
    from: string,
    files: Record<string, Buffer | string>,
    expected: Partial<Image> & { words?: string[] },
  ][] = [
    [
      'NAME.txt',
      { 'stamp.png': png(numbered(20)), 'stamp.txt': 'A Little Boat\nIt sails\nfar away\nde.utf8=Ein kleines Boot\n' },
      { title: 'A Little Boat', description: 'It sails\nfar away' },
    ],
    [
      'NAME.xmp',
      {
        'photo.jpg': jpeg(numbered(21)),
        'photo.xmp': xmp({ title: 'Harbour', description: 'Nets & ropes', artist: 'Åsa Ek', tags: ['boats', 'Rope'] }),
      },
      { title: 'Harbour', description: 'Nets & ropes', artist: 'Åsa Ek', words: ['boats', 'rope'] },
    ],
    [
      'NAME.EXTENSION.xmp before NAME.txt',
      { 'both.png': png(numbered(22)), 'both.png.xmp': xmp({ title: 'From XMP' }), 'both.txt': 'From text\nMore' },
      { title: 'From XMP', description: 'More' },
    ],
    [
      "an SVG's Dublin Core",
      {
        'dublin.svg': svg('<rect width="50" height="50"/>', {
          title: 'Sunflower & Bee',
          description: 'For a seed packet',
          artist: 'J. Doe',
          tags: ['flower', 'insect'],
        }),
      },
      { title: 'Sunflower & Bee', description: 'For a seed packet', artist: 'J. Doe', words: ['flower', 'insect'] },
    ],
    [
      "a PNG's text chunks",
      { 'chunks.png': png(numbered(23), { text: { Title: 'Chunky', Description: 'In tEXt', Author: 'Ren\xe9' } }) },
      { title: 'Chunky', description: 'In tEXt', artist: 'René' },
    ],
    [
      "a PNG's XMP",
      { 'xmp.png': png(numbered(24), { xmp: xmp({ title: 'Inside PNG', tags: ['embedded'] }) }) },
      { title: 'Inside PNG', words: ['embedded'] },
    ],
    [
      "a JPEG's IPTC",
      {
        'iptc.jpg': jpeg(numbered(25), {
          iptc: { title: 'Wire', caption: 'A cable car', byline: 'K. Lind', keywords: ['city', 'Öresund'] },
        }),
      },
      { title: 'Wire', description: 'A cable car', artist: 'K. Lind', words: ['city', 'öresund'] },
    ],
    [
      "a JPEG's EXIF",
      { 'exif.jpg': jpeg(numbered(26), { exif: { description: 'Snow on the pass', artist: 'M. Rossi' } }) },
      { description: 'Snow on the pass', artist: 'M. Rossi' },
    ],
    [
      "a JPEG's XMP before its EXIF",
      {
        'layers.jpg': jpeg(numbered(27), {
          xmp: xmp({ title: 'Top', description: 'From XMP' }),
          exif: { description: 'From EXIF', artist: 'E. Artist' },
        }),
      },
      { title: 'Top', description: 'From XMP', artist: 'E. Artist' },
    ],
    [
      'one sidecar although the other makes no sense',
      {
        'nonsense.png': png(numbered(29)),
        'nonsense.xmp': '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF',
        'nonsense.txt': Buffer.from('\ufeffZwölf Boxkämpfer\n', 'utf16le'),
      },
      { title: 'Zwölf Boxkämpfer', state: 'ready' },
    ],
    ["a TIFF's artist", { 'artist.tiff': tiff(numbered(28), 'T. Painter') }, { artist: 'T. Painter' }],
  ];
  const names: [what: string, onDisk: Buffer | string, shown: string | RegExp][] = [
    ['a line break', 'two\nlines.png', 'two lines.png'],
    ['quotes', `"it's" \`quoted\` $HOME.png`, `"it's" \`quoted\` $HOME.png`],
    ['a percent sign and a hash', '100%25 #1?.png', '100%25 #1?.png'],
    ['a leading dash', '--json.png', '--json.png'],
    ['255 bytes', longest, longest],
    ['letters of many scripts', '絵 рисунок صورة 🎨.png', '絵 рисунок صورة 🎨.png'],
    [
      'bytes that are no UTF-8',
      Buffer.from([...Buffer.from('br'), 0xfc, ...Buffer.from('cke.png')]),
      'br\ufffdcke.png',
    ],
  ];

  beforeAll(async () => {
    for (const [name, bytes] of formats) writeFiles(folder, { [name]: bytes });
    for (const [, files] of words) writeFiles(join(folder, 'words'), files);
    mkdirSync(join(folder, 'names'));
    for (const [i, [, name]] of names.entries()) {
      const path = Buffer.concat([Buffer.from(`${join(folder, 'names')}/`), Buffer.from(name)]);
      writeFileSync(path, png(numbered(40 + i)));
    }
    writeFiles(folder, {
      'twin one.png': png(numbered(60)),
      'elsewhere/twin two.png': png(numbered(60)),
      'notes.txt': 'Not the words of any picture',
      'readme.md': '# Pictures',
      'data.bin': Buffer.from([0, 1, 2, 3, 4]),
      'archive.zip': 'PK\x03\x04',
      '.hidden.png': png(numbered(61)),
      '.hidden folder/inside.png': png(numbered(62)),
      empty: '',
    });
    first = await importInto(data, [folder]);
    server = await Server.start(data);
    images = await imagesOf(server);
  });

  const pictures = formats.length + words.length + names.length + 1;

  test('counts what it found, added and knew already, and ends with 0', () => {
    expect(first.summary).toEqual({ found: pictures + 1, added: pictures, duplicates: 1, failed: [] });
    expect(first.code).toBe(0);
  });

  test('prints one line of JSON and nothing else on standard output', () => {
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('leaves a library that agrees with itself', async () => {
    expect(await checkAgrees(data)).toMatchObject({
      images: pictures,
      originals: pictures,
      embeddings: pictures,
      pending: 0,
    });
  });

  test('makes one Image of the same bytes under two names', () => {
    expect(images.filter((image) => /^twin/.test(image.file_name))).toHaveLength(1);
  });

  test('passes over hidden files, texts, archives and what else is no picture', () => {
    expect(images).toHaveLength(pictures);
    expect(images.filter((image) => /hidden|notes|data|archive|empty|readme/.test(image.file_name))).toEqual([]);
  });

  test.each(formats)('reads %s', async (file, bytes, mediaType, width, height) => {
    const image = named(file.split('/').at(-1) as string);
    expect(image).toMatchObject({ state: 'ready', media_type: mediaType, width, height, bytes: bytes.length });
    expect(image.thumbhash).toBeTruthy();
    expect(image.swatches.length).toBeGreaterThan(0);
    const rendition = await server.api.ok(`/api/v1/images/${image.id}/renditions/320`);
    expect(rendition.body.subarray(8, 12).toString()).toBe('WEBP');
    const original = await server.api.ok(`/api/v1/images/${image.id}/original`);
    expect(original.body.equals(bytes)).toBe(true);
  });

  test('reads the WebP that it writes itself', async () => {
    const source = named('plain.png');
    const webp = (await server.api.ok(`/api/v1/images/${source.id}/renditions/320`)).body;
    const copy = join(newFolder(), 'copy.webp');
    writeFileSync(copy, webp);
    expect((await importInto(data, [copy])).summary).toEqual({ found: 1, added: 1, duplicates: 0, failed: [] });
    const found = (await imagesOf(server)).find((image) => image.file_name === 'copy.webp');
    expect(found).toMatchObject({ media_type: 'image/webp', width: 60, height: 40 });
  });

  test.each(words)('takes words from %s', (_, files, { words: tags, ...expected }) => {
    const picture = Object.keys(files).find((name) => !/\.(txt|xmp)$/.test(name)) as string;
    const image = named(picture);
    expect(image).toMatchObject(expected);
    if (tags) {
      expect(
        image.tags
          .filter((tag) => tag.source === 'person')
          .map((tag) => tag.name)
          .sort(),
      ).toEqual([...tags].sort());
    }
  });

  test.each(names)('takes a file whose name has %s', (_, __, shown) => {
    expect(images.map((image) => image.file_name)).toContain(shown);
  });

  test.each(names)('sends the Original of a file whose name has %s under a clean name', async (_, __, shown) => {
    const image = images.find((candidate) => candidate.file_name === shown);
    const answer = await server.api.ok(`/api/v1/images/${image?.id}/original`);
    const encoded = /^inline; .*filename\*=UTF-8''([\w%#.~!$&+^`|-]+)$/.exec(
      answer.headers['content-disposition'] as string,
    )?.[1];
    expect(decodeURIComponent(encoded ?? ''), answer.headers['content-disposition']).toBe(shown);
  });

  test('changes nothing when it is run again', async () => {
    const before = await imagesOf(server);
    const again = await importInto(data, [folder]);
    expect(again.summary).toEqual({ found: pictures + 1, added: 0, duplicates: pictures + 1, failed: [] });
    expect(again.code).toBe(0);
    expect(await imagesOf(server)).toEqual(before);
  });
});

describe('the import command', () => {
  const picture = (number: number) => {
    const file = join(newFolder(), `picture ${number}.png`);
    writeFileSync(file, png(numbered(number)));
    return file;
  };

  test('keeps who owns the pictures, whichever case the name is in', async () => {
    const data = join(newFolder(), 'library');
    for (const [i, owner] of ['Zoë Quist', 'zoË quist'].entries()) {
      expect((await importInto(data, [picture(100 + i)], { owner })).code).toBe(0);
    }
    expect(readFileSync(join(data, 'palette.db')).includes('Zoë Quist')).toBe(true);
    expect(readFileSync(join(data, 'palette.db')).includes('zoË quist')).toBe(false);
  });

  test('takes a file that is named twice once', async () => {
    const file = picture(110);
    expect((await importInto(join(newFolder(), 'library'), [file, file])).summary).toEqual({
      found: 2,
      added: 1,
      duplicates: 1,
      failed: [],
    });
  });

  test('passes over the library itself where it lies in the folder that is imported', async () => {
    const cwd = newFolder();
    writeFiles(cwd, { 'mine.png': png(numbered(115, 700, 500)) });
    for (const expected of [
      { found: 1, added: 1, duplicates: 0, failed: [] },
      { found: 1, added: 0, duplicates: 1, failed: [] },
    ]) {
      const outcome = await palette(['import', '--json', '.'], { cwd });
      expect(JSON.parse(outcome.stdout)).toEqual(expected);
    }
  });

  test('finds nothing in an empty folder, and that is no failure', async () => {
    const outcome = await importInto(join(newFolder(), 'library'), [newFolder()]);
    expect(outcome.summary).toEqual({ found: 0, added: 0, duplicates: 0, failed: [] });
    expect(outcome.code).toBe(0);
  });

  test('ends with 2 when some went in and some did not, and says which', async () => {
    const broken = join(newFolder(), 'broken.png');
    writeFileSync(broken, 'nothing of a picture');
    const outcome = await importInto(join(newFolder(), 'library'), [picture(120), broken]);
    expect(outcome.code).toBe(2);
    expect(outcome.summary).toMatchObject({ found: 2, added: 1, failed: [{ path: broken }] });
  });

  test('ends with 1 when none went in', async () => {
    const missing = join(newFolder(), 'missing.png');
    const outcome = await importInto(join(newFolder(), 'library'), [missing]);
    expect(outcome.code).toBe(1);
    expect(outcome.summary.failed).toEqual([{ path: missing, reason: expect.stringMatching(/no such file/i) }]);
  });

  test('says in words what it did when JSON is not asked for', async () => {
    const outcome = await palette(['import', '--data', join(newFolder(), 'library'), picture(130), '/nowhere/x.png']);
    expect(outcome.stdout).toBe('2 found, 1 added, 0 already here, 1 failed.\n');
    expect(outcome.stderr).toContain('/nowhere/x.png');
    expect(outcome.stderr).toMatch(/no such file/i);
    expect(outcome.code).toBe(2);
  });

  test('asks for a path when none is given', async () => {
    const outcome = await palette(['import', '--data', join(newFolder(), 'library')]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('PATH');
  });

  test('shows a progress bar on a terminal', async () => {
    const quoted = [binary, 'import', '--data', join(newFolder(), 'library'), picture(140), picture(141)]
      .map((text) => `'${text}'`)
      .join(' ');
    const { stdout } = await promisify(execFile)('script', ['-qec', quoted, '/dev/null']);
    expect(stdout).toContain('━');
    expect(stdout).toMatch(/\d of 2 /);
    expect(stdout).toMatch(/pictures\/s/);
    expect(stdout).toContain('2 found, 2 added');
  });

  test('shows none when nobody watches', async () => {
    const outcome = await palette(['import', '--data', join(newFolder(), 'library'), picture(150)]);
    expect(outcome.stderr).not.toMatch(/[━─\r]/);
    expect(outcome.stdout).not.toMatch(/[━─\r]/);
  });
});
