import { expect, it } from 'vitest';
import { tagsIn } from './tags';

it.each([
  ['sea', ['sea']],
  ['Sea,  Oil  on Canvas ,sea', ['sea', 'oil on canvas']],
  ['#ink\n#bird;', ['ink', 'bird']],
  [' , ', []],
])('the tags in %j are %j', (words, expected) => {
  expect(tagsIn(words)).toEqual(expected);
});
