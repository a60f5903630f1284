import { expect, it } from 'vitest';
import { clamped, fitted, WHOLE, zoomedAt } from './zoom';

const WINDOW = { width: 1000, height: 800 };

it('a picture is shown whole, and small ones not larger than they are', () => {
  expect(fitted({ width: 4000, height: 2000 }, WINDOW)).toEqual({ width: 1000, height: 500 });
  expect(fitted({ width: 200, height: 100 }, WINDOW)).toEqual({ width: 200, height: 100 });
  expect(fitted({ width: 200, height: 100 }, WINDOW, true)).toEqual({ width: 1000, height: 500 });
});

it('the point under the pointer stays there while zooming', () => {
  const point = { x: 120, y: -80 };
  const view = zoomedAt({ scale: 2, x: 30, y: 10 }, 5, point);
  const before = { x: (point.x - 30) / 2, y: (point.y - 10) / 2 };
  expect({ x: (point.x - view.x) / 5, y: (point.y - view.y) / 5 }).toEqual(before);
});

it('a picture cannot be dragged out of the window', () => {
  const fit = { width: 1000, height: 500 };
  expect(clamped({ scale: 1, x: 300, y: -300 }, fit, WINDOW)).toEqual(WHOLE);
  expect(clamped({ scale: 2, x: 9999, y: -9999 }, fit, WINDOW)).toEqual({ scale: 2, x: 500, y: -100 });
});
