import { expect, it } from 'vitest';
import { OpenedFromStore } from './opened-from';

const items = ['a', 'b', 'c'].map((id) => ({ id }));

it('a picture has the neighbours of the wall it was opened from', () => {
  const store = new OpenedFromStore<{ id: string }>();
  expect(store.neighbors('b')).toEqual({ previous: null, next: null });
  store.remember({ items, place: 'wall', openedId: 'b' });
  expect(store.neighbors('b')).toEqual({ previous: items[0], next: items[2] });
  expect(store.neighbors('a').previous).toBeNull();
  expect(store.neighbors('c').next).toBeNull();
  expect(store.find('c')).toBe(items[2]);
});

it('steps taken faster than pages are shown go on from where one is heading', () => {
  const store = new OpenedFromStore<{ id: string }>();
  store.remember({ items, place: 'wall', openedId: 'a' });
  expect(store.step('a', 'next')).toBe(items[1]);
  expect(store.step('a', 'next')).toBe(items[2]);
  expect(store.step('a', 'next')).toBeNull();
  store.arrived('c');
  expect(store.step('c', 'previous')).toBe(items[1]);
  store.remember({ items, place: 'wall', openedId: 'a' });
  expect(store.step('a', 'previous')).toBeNull();
});

it('the tile is given back once, and only to its own wall', () => {
  const store = new OpenedFromStore<{ id: string }>();
  store.remember({ items, place: 'wall', openedId: 'b' });
  expect(store.takeOpened('search')).toBeNull();
  expect(store.takeOpened('wall')).toBe('b');
  expect(store.takeOpened('wall')).toBeNull();
});
