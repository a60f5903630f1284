import { beforeEach, describe, expect, it } from 'vitest';
import { cards } from '@/testing/fixtures';
import { Selection } from './selection';

const wall = cards(6);
const [first, second, third, fourth] = wall;
if (!first || !second || !third || !fourth) throw new Error('six cards are six');
let selection: Selection;
const titles = () => selection.items().map(({ title }) => title.replace('Picture ', ''));

beforeEach(() => {
  selection = new Selection();
});

describe('a selection', () => {
  it('takes in and lets go of one picture after the other, in the order of choosing', () => {
    selection.toggle(third);
    selection.toggle(first);
    expect(titles()).toEqual(['3', '1']);
    selection.toggle(third);
    expect([titles(), selection.has(third.id)]).toEqual([['1'], false]);
  });

  it('reaches from the last chosen picture to another, in either direction', () => {
    selection.toggle(fourth);
    selection.extend(wall, second);
    expect(titles()).toEqual(['4', '2', '3']);
  });

  it('begins with the picture itself where nothing was chosen before', () => {
    selection.extend(wall, second);
    selection.extend(wall, fourth);
    expect(titles()).toEqual(['2', '3', '4']);
  });

  it('tells who listens, and only when something changed', () => {
    let told = 0;
    selection.subscribe(() => told++);
    selection.clear();
    expect(told).toBe(0);
    selection.toggle(first);
    selection.clear();
    expect([told, titles()]).toEqual([2, []]);
  });
});
