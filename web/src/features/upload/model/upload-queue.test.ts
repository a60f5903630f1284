import { expect, it, vi } from 'vitest';
import type { Image } from '@/api/client';
import { type Send, type Sent, totalsOf, UploadQueue, type Words } from './upload-queue';

const WORDS: Words = { title: '', description: '', tags: [], visibility: 'public' };
const image = (id: string) => ({ id, title: '' }) as Image;
const file = (name: string, size = 10) => ({
  kind: 'file' as const,
  file: { name, size, lastModified: 1 } as File,
});

/** A queue whose sends end when the test says so. */
function queueOfMine() {
  const ends = new Map<string, { resolve: (sent: Sent) => void; reject: (cause: unknown) => void }>();
  const send = vi.fn<Send>(
    (upload, { signal }) =>
      new Promise((resolve, reject) => {
        ends.set(upload.name, { resolve, reject });
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      }),
  );
  const correct = vi.fn(async (done: Image, words: Words) => ({ ...done, title: words.title }));
  const forget = vi.fn();
  const queue = new UploadQueue({ send, correct, forget, reasonOf: (cause) => String(cause) });
  const states = () => queue.uploads().map(({ name, state }) => `${name} ${state}`);
  const key = (name: string) => queue.uploads().find((upload) => upload.name === name)?.key ?? '';
  const end = async (name: string, sent: Partial<Sent> = {}) => {
    ends.get(name)?.resolve({ image: image(name), duplicate: false, ...sent });
    await Promise.resolve();
    await vi.waitFor(() => expect(queue.find(key(name))?.state).not.toBe('sending'));
  };
  return { queue, send, correct, forget, states, key, end, ends };
}

it('sends two at once, the others as there is room', async () => {
  const { queue, states, end } = queueOfMine();
  queue.add([file('a'), file('b'), file('c')], WORDS);
  expect(states()).toEqual(['a sending', 'b sending', 'c waiting']);
  await end('a');
  await vi.waitFor(() => expect(states()).toEqual(['a done', 'b sending', 'c sending']));
});

it('takes the same file only once while it is on its way', async () => {
  const { queue, states, end } = queueOfMine();
  queue.add([file('a'), file('a')], WORDS);
  queue.add([file('a')], WORDS);
  expect(states()).toEqual(['a sending']);
  await end('a');
  queue.add([file('a')], WORDS);
  expect(states()).toEqual(['a done', 'a sending']);
});

it('says why one failed, goes on with the others and tries again when asked', async () => {
  const { queue, states, key, ends, end } = queueOfMine();
  queue.add([file('a'), file('b'), file('c')], WORDS);
  ends.get('a')?.reject('Too large.');
  await vi.waitFor(() => expect(states()).toEqual(['a failed', 'b sending', 'c sending']));
  expect(queue.find(key('a'))?.problem).toBe('Too large.');
  queue.retry(key('a'));
  expect(states()[0]).toBe('a waiting');
  await end('b');
  await vi.waitFor(() => expect(states()[0]).toBe('a sending'));
  expect(queue.find(key('a'))?.problem).toBeNull();
});

it('stops what is cancelled, and forgets it', async () => {
  const { queue, states, key, forget, send } = queueOfMine();
  queue.add([file('a'), file('b'), file('c')], WORDS);
  queue.cancel(key('a'));
  expect(send.mock.calls[0]?.[1].signal.aborted).toBe(true);
  await vi.waitFor(() => expect(states()).toEqual(['a cancelled', 'b sending', 'c sending']));
  expect(forget).toHaveBeenCalledTimes(1);
});

it('waits while it is held, and can be released once', () => {
  const { queue, states } = queueOfMine();
  queue.hold(true);
  queue.add([file('a')], WORDS);
  expect(states()).toEqual(['a waiting']);
  queue.release();
  queue.add([file('b')], WORDS);
  expect(states()).toEqual(['a sending', 'b waiting']);
  queue.hold(false);
  expect(states()).toEqual(['a sending', 'b sending']);
});

it('sends the words that were written first, and corrects those written meanwhile', async () => {
  const { queue, send, correct, key, end } = queueOfMine();
  queue.hold(true);
  queue.add([file('a')], WORDS);
  queue.write(key('a'), { title: 'Surf' });
  queue.hold(false);
  expect(send.mock.calls[0]?.[0].words.title).toBe('Surf');
  queue.write(key('a'), { title: 'Surf at dusk' });
  await end('a');
  await vi.waitFor(() => expect(queue.find(key('a'))?.image?.title).toBe('Surf at dusk'));
  expect(correct).toHaveBeenCalledTimes(1);
});

it('leaves the words of a picture that was there before alone', async () => {
  const { queue, correct, key, end } = queueOfMine();
  queue.add([file('a')], WORDS);
  queue.write(key('a'), { title: 'Mine' });
  await end('a', { duplicate: true });
  expect(queue.find(key('a'))?.duplicate).toBe(true);
  expect(correct).not.toHaveBeenCalled();
});

it('puts a file that was chosen again in the place of one that a reload lost', () => {
  const { queue, states } = queueOfMine();
  queue.addLost({ name: 'a', bytes: 10, sent: 4, fingerprint: 'a:10:1' }, WORDS);
  expect(states()).toEqual(['a failed']);
  queue.add([file('a')], WORDS);
  expect(states()).toEqual(['a sending']);
});

it('adds up what is sent by bytes', async () => {
  const { queue, send, key, end } = queueOfMine();
  queue.add([file('a', 300), file('b', 100)], WORDS);
  send.mock.calls[0]?.[1].onProgress(150);
  await end('b');
  expect(totalsOf(queue.uploads())).toEqual({ open: 1, done: 1, failed: 0, share: 250 / 400 });
  queue.remove(key('a'));
  expect(totalsOf(queue.uploads())).toMatchObject({ open: 0, done: 1, share: 1 });
});
