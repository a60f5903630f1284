import { describe, expect, it } from 'vitest';
import { announced, arrangedBy, placeAt, stepped } from './arranging';

const sheet = { count: 10, columns: 4 };

describe('arranging by keyboard', () => {
  it('lifts, moves, and puts down where it was moved to', () => {
    const lifted = arrangedBy(' ', null, 'a', 2, sheet);
    expect(lifted).toEqual({ step: 'lifted', lifted: { id: 'a', from: 2, to: 2 } });
    const moved = arrangedBy('ArrowDown', lifted?.lifted ?? null, 'a', 2, sheet);
    expect(moved).toEqual({ step: 'moved', lifted: { id: 'a', from: 2, to: 6 } });
    expect(arrangedBy('Enter', moved?.lifted ?? null, 'a', 6, sheet)).toEqual({
      step: 'dropped',
      lifted: { id: 'a', from: 2, to: 6 },
    });
  });

  it('gives up on Escape, and leaves other keys to others', () => {
    const lifted = { id: 'a', from: 2, to: 5 };
    expect(arrangedBy('Escape', lifted, 'a', 5, sheet)?.step).toBe('cancelled');
    expect(arrangedBy('x', lifted, 'a', 5, sheet)).toBeNull();
    expect(arrangedBy('Escape', null, 'a', 5, sheet)).toBeNull();
  });

  it.each([
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 9, 9],
    ['ArrowUp', 2, 2],
    ['ArrowDown', 8, 8],
    ['ArrowDown', 5, 9],
    ['Home', 7, 0],
    ['End', 1, 9],
    ['Tab', 1, null],
  ] as const)('%s at place %i leads to %s', (key, at, to) => {
    expect(stepped(key, at, sheet)).toBe(to);
  });

  it('says each step in words', () => {
    const lifted = { id: 'a', from: 2, to: 6 };
    expect(announced({ step: 'dropped', lifted }, 'Hand', 10)).toBe('Hand is now at place 7 of 10.');
    expect(announced({ step: 'cancelled', lifted }, 'Hand', 10)).toBe('Hand is back at place 3.');
  });
});

it.each([
  [10, 10, 0],
  [350, 10, 3],
  [999, 10, 3],
  [-5, 120, 4],
  [250, 250, 9],
  [150, 9000, 9],
])('the point %i, %i of the sheet is place %i', (x, y, place) => {
  expect(placeAt(x, y, 100, sheet)).toBe(place);
});
