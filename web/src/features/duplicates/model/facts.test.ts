import { describe, expect, test } from 'vitest';
import { image } from '@/testing/fixtures';
import { factsOf, nameOf, praiseOf } from './facts';

const small = image(1, { width: 300, height: 200, bytes: 9_000 });
const large = image(2, { width: 600, height: 400, bytes: 8_000 });
const heavy = image(3, { width: 600, height: 400, bytes: 80_000 });

describe('a copy of a picture', () => {
  test('is told apart by size, file, own tags and who sees it', () => {
    expect(factsOf(image(1, { width: 300, height: 200, bytes: 9_000, visibility: 'private' }))).toEqual([
      '300 × 200',
      'JPEG, 9.0 kB',
      '1 own tag',
      'only you see it',
    ]);
  });

  test('is praised for what it alone has most of', () => {
    expect(praiseOf(large, [small, large])).toBe('Largest');
    expect(praiseOf(heavy, [small, large, heavy])).toBe('Largest file');
    expect(praiseOf(large, [small, large, heavy])).toBeNull();
    expect(praiseOf(small, [small, image(4, { width: 300, height: 200, bytes: 9_000 })])).toBeNull();
  });

  test('has a name in any case', () => {
    expect(nameOf(image(1, { title: '', file_name: 'a.jpg' }))).toBe('a.jpg');
    expect(nameOf(image(1, { title: '', file_name: '' }))).toBe('Untitled picture');
  });
});
