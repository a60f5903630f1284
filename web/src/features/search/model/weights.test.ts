import { expect, it } from 'vitest';
import { stepOf, weightName } from './weights';

it.each([
  [0.1, 0, 'a little'],
  [0.25, 0, 'a little'],
  [0.6, 1, 'less'],
  [1, 2, 'as much as the rest'],
  [2.2, 3, 'more'],
  [10, 4, 'above all'],
])('a weight of %d is step %i, “%s”', (weight, step, name) => {
  expect([stepOf(weight), weightName(weight)]).toEqual([step, name]);
});
