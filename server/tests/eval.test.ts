import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newFolder } from './support/folders';
import { palette } from './support/palette';
import { numbered, png, RED, solid } from './support/pictures';

const folder = newFolder();
const images = join(folder, 'images');

function table(name: string, lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

beforeAll(() => {
  mkdirSync(join(images, 'deep'), { recursive: true });
  writeFileSync(join(images, 'red.png'), png(solid(RED)));
  writeFileSync(join(images, 'deep', 'one.png'), png(numbered(1)));
  writeFileSync(join(images, 'two.png'), png(numbered(2)));
  writeFileSync(join(images, 'unnamed.png'), png(numbered(3)));
});

describe('palette eval', () => {
  test('retrieval answers percentages of the pictures that have captions, and names what failed', async () => {
    const captions = table('captions.tsv', [
      'red.png\ta red square',
      'deep/one.png\tnoise',
      'two.png\tnoise',
      'two.png\ta cat',
    ]);
    const outcome = await palette([
      'eval',
      'retrieval',
      '--images',
      images,
      '--captions',
      captions,
      '--json',
      '--failures',
      '9',
    ]);
    expect(outcome.code).toBe(0);
    const report = JSON.parse(outcome.stdout);
    expect(report).toMatchObject({
      images: 3,
      captions: 4,
      text_to_image: { r5: 100, r10: 100 },
      image_to_text: { r10: 100 },
    });
    expect(report.text_to_image.median_rank).toBeGreaterThanOrEqual(1);
    expect(report.text_to_image.r1).toBe(100 - (100 * report.failures.length) / 4);
  });

  test('retrieval by names asks once for all pictures of a name, among those of none', async () => {
    const names = table('names.tsv', [
      'red.png\tA Thing',
      'deep/one.png\ta thing',
      'two.png\ta thing',
      'two.png\ta cat',
    ]);
    const report = async (...more: string[]) =>
      JSON.parse(
        (await palette(['eval', 'retrieval', '--images', images, '--captions', names, '--json', ...more])).stdout,
      );
    expect(await report()).toMatchObject({ images: 3, captions: 4 });
    const by_name = await report('--names');
    expect(by_name).toMatchObject({ images: 4, captions: 2, image_to_text: { r5: 100 } });
    // 'a thing' fits three of the four: at worst it is passed by the unnamed one alone.
    expect(by_name.text_to_image.median_rank).toBeLessThanOrEqual(3);
  });

  test('tags counts only labels that the pack knows', async () => {
    const labels = table('labels.tsv', ['red.png\tcat', 'deep/one.png\tDog', 'two.png\tno such label']);
    const outcome = await palette(['eval', 'tags', '--images', images, '--labels', labels, '--json']);
    expect(outcome.code).toBe(0);
    const report = JSON.parse(outcome.stdout);
    expect(report).toMatchObject({ images: 3, labels: 2, labels_unknown: 1 });
    for (const name of ['precision', 'recall', 'f1', 'map']) {
      expect(report[name]).toBeGreaterThanOrEqual(0);
      expect(report[name]).toBeLessThanOrEqual(100);
    }
  });

  test('similar counts neighbours that share a label', async () => {
    const same = table('same.tsv', ['red.png\tthing', 'deep/one.png\tthing', 'two.png\tthing']);
    const other = table('other.tsv', ['red.png\ta', 'deep/one.png\tb', 'two.png\tc']);
    const precision = async (labels: string) =>
      JSON.parse((await palette(['eval', 'similar', '--images', images, '--labels', labels, '--json'])).stdout)
        .precision_at_10;
    expect(await precision(same)).toBe(100);
    expect(await precision(other)).toBe(0);
  });

  test('says what is wrong with a table, and that pictures were unreadable', async () => {
    const bad = await palette(['eval', 'similar', '--images', images, '--labels', table('bad.tsv', ['no tab here'])]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain('Line 1');
    writeFileSync(join(images, 'broken.png'), 'no picture');
    const labels = table('broken.tsv', ['red.png\ta', 'broken.png\ta']);
    const partly = await palette(['eval', 'similar', '--images', images, '--labels', labels]);
    expect(partly.code).toBe(2);
    expect(partly.stderr).toContain('broken.png');
  });

  test('feed says what simulated people would need of the library', async () => {
    const outcome = await palette(['eval', 'feed', '--data', join(newFolder(), 'library')]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('different tags by people');
  });
});
