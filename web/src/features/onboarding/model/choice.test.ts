import { expect, it } from 'vitest';
import { OWN_MAX, ownWords, toggled } from './choice';

it('an interest is chosen and put back', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
});

it.each([
  ['quiet  harbours', ['gouache', 'quiet harbours']],
  ['Gouache, ink', ['gouache', 'ink']],
  [' , ', ['gouache']],
])('own words with %j typed are %j', (typed, expected) => {
  expect(ownWords(['gouache'], typed)).toEqual(expected);
});

it('own words have an end', () => {
  expect(ownWords([], Array.from({ length: 40 }, (_, i) => `w${i}`).join(','))).toHaveLength(OWN_MAX);
});
