import { describe, expect, it } from 'vitest';
import { dragged, nudged, parseRegion, writeRegion } from './region';

const middle = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

describe('a part of a picture', () => {
  it('is the same in the address and back', () => {
    expect(writeRegion(middle)).toBe('@0.25,0.25,0.5,0.5');
    expect(parseRegion('0.25,0.25,0.5,0.5')).toEqual(middle);
    expect(writeRegion({ left: 0, top: 0, width: 1, height: 1 })).toBe('');
  });

  it.each(['', '1,2', '0,0,2,1', '0,0,0,1', 'a,b,c,d', '-1,0,1,1'])('is not %j', (text) => {
    expect(parseRegion(text)).toBeNull();
  });

  it('is drawn in any direction, and ends at the edge', () => {
    expect(dragged({ x: 0.75, y: 0.75 }, { x: 0.25, y: 0.25 })).toEqual(middle);
    expect(dragged({ x: 0.5, y: 0.5 }, { x: 3, y: 3 })).toEqual({
      left: 0.5,
      top: 0.5,
      width: 0.5,
      height: 0.5,
    });
    expect(dragged({ x: 0.5, y: 0.5 }, { x: 0.51, y: 0.9 })).toBeNull();
  });

  it('is moved and sized by arrow keys, and stays inside', () => {
    expect(nudged(middle, 'ArrowRight', false)?.left).toBeCloseTo(0.27);
    expect(nudged(middle, 'ArrowDown', true)?.height).toBeCloseTo(0.52);
    expect(nudged({ ...middle, left: 0.5 }, 'ArrowRight', false)?.left).toBe(0.5);
    expect(nudged(middle, 'a', false)).toBeNull();
  });
});
