import { describe, expect, it } from 'vitest';
import type { Match } from '@/api/client';
import { results } from '@/testing/fixtures';
import { lineAbove, matchSections } from './match-sections';

const shape = (matches: readonly Match[]) =>
  matchSections(results(matches).items).map(({ match, items }) => `${match} ${items.length}`);

describe('results', () => {
  it('are cut where the match falls', () => {
    expect(shape(['strong', 'strong', 'related', 'weak'])).toEqual(['strong 2', 'related 1', 'weak 1']);
    expect(shape(['strong', 'weak'])).toEqual(['strong 1', 'weak 1']);
    expect(shape(['weak'])).toEqual(['weak 1']);
    expect(shape([])).toEqual([]);
  });

  it('do not rise above a line that is drawn', () => {
    expect(shape(['strong', 'related', 'strong', 'weak', 'related'])).toEqual([
      'strong 1',
      'related 2',
      'weak 2',
    ]);
  });

  it('keep their order', () => {
    const page = results(['strong', 'related', 'strong', 'weak']);
    expect(matchSections(page.items).flatMap(({ items }) => items)).toEqual(page.items);
  });
});

it.each([
  ['strong', undefined, null],
  ['related', 'strong', 'Strong matches end here'],
  ['weak', 'strong', 'Strong matches end here — the rest is a guess'],
  ['weak', 'related', 'Related pictures end here — the rest is a guess'],
  ['related', undefined, 'No strong matches; these are related'],
] as const)('above %s after %s stands %j', (section, before, line) => {
  expect(lineAbove(section, before)).toBe(line);
});
