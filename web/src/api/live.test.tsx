import { beforeEach, expect, it, vi } from 'vitest';
import { library } from '@/testing/fixtures';
import { FakeEventSource } from '@/testing/setup';
import { LiveLibrary } from './live';

beforeEach(() => {
  FakeEventSource.last = null;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(library({ images: 7 })));
});

function hide(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

it('there is one connection, as long as something listens', () => {
  const live = new LiveLibrary();
  expect(FakeEventSource.last).toBeNull();
  const leave = live.subscribe(() => {});
  const source = FakeEventSource.last;
  const leaveToo = live.onImage(() => {});
  expect(FakeEventSource.last).toBe(source);
  leave();
  expect(FakeEventSource.last).toBe(source);
  leaveToo();
  expect(FakeEventSource.last).toBeNull();
});

it('a hidden document holds no connection', () => {
  const live = new LiveLibrary();
  const leave = live.subscribe(() => {});
  hide(true);
  expect(FakeEventSource.last).toBeNull();
  hide(false);
  expect(FakeEventSource.last).not.toBeNull();
  leave();
});

it('what changed before the connection is asked for, what changes after it is told', async () => {
  const live = new LiveLibrary();
  const watcher = vi.fn();
  const images: string[] = [];
  live.onImage((kind, id) => images.push(`${kind} ${id}`));
  live.subscribe(watcher);
  await vi.waitFor(() => expect(live.library()?.images).toBe(7));
  FakeEventSource.last?.send('library', library({ images: 8 }));
  FakeEventSource.last?.send('image.ready', { id: 'a' });
  expect(live.library()?.images).toBe(8);
  expect(images).toEqual(['image.ready a']);
  expect(watcher).toHaveBeenCalledTimes(2);
});
