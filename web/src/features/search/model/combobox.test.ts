import { expect, it } from 'vitest';
import { CLOSED, type ComboboxKey, comboboxAfter } from './combobox';

const OPTIONS = 3;

it.each<[string, ComboboxKey[], { open: boolean; active: number | null }]>([
  ['is closed at first', [], CLOSED],
  ['opens on focus with nothing chosen', ['focused'], { open: true, active: null }],
  ['goes into the list', ['focused', 'ArrowDown'], { open: true, active: 0 }],
  ['comes in from the end', ['focused', 'ArrowUp'], { open: true, active: 2 }],
  [
    'returns to the field past the end',
    ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'],
    { open: true, active: null },
  ],
  ['returns to the field before the start', ['ArrowDown', 'ArrowUp'], { open: true, active: null }],
  ['chooses nothing while typing', ['ArrowDown', 'typed'], { open: true, active: null }],
  ['closes', ['typed', 'ArrowDown', 'Escape'], CLOSED],
  ['opens again by arrow', ['typed', 'Escape', 'ArrowDown'], { open: true, active: 0 }],
])('the suggestion list %s', (_name, keys, expected) => {
  expect(keys.reduce((state, key) => comboboxAfter(state, key, OPTIONS), CLOSED)).toEqual(expected);
});

it('stays in the field where there is nothing to suggest', () => {
  expect(comboboxAfter(CLOSED, 'ArrowDown', 0).active).toBeNull();
});
