import { describe, expect, it } from 'vitest';
import { LikeStore } from './like-store';

/** A server whose answers the test gives one by one. */
function slowServer() {
  const asked: { liked: boolean; answer: (ok: boolean) => void }[] = [];
  const send = (_id: string, liked: boolean) =>
    new Promise<void>((resolve, reject) => {
      asked.push({ liked, answer: (ok) => (ok ? resolve() : reject(new Error('no'))) });
    });
  return { asked, send };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('likes', () => {
  it('show at once, and stay when the server takes them', async () => {
    const { asked, send } = slowServer();
    const store = new LikeStore(send);
    const set = store.set('a', true, false);
    expect(store.liked('a')).toBe(true);
    asked[0]?.answer(true);
    await set;
    expect([store.liked('a'), asked.length]).toEqual([true, 1]);
  });

  it('go back when the server does not take them', async () => {
    const { asked, send } = slowServer();
    const store = new LikeStore(send);
    const set = store.set('a', true, false);
    asked[0]?.answer(false);
    await expect(set).rejects.toThrow('no');
    expect(store.liked('a')).toBe(false);
  });

  it('end as the last click said, however many there were meanwhile', async () => {
    const { asked, send } = slowServer();
    const store = new LikeStore(send);
    const set = store.set('a', true, false);
    void store.set('a', false, true);
    void store.set('a', true, false);
    void store.set('a', false, true);
    asked[0]?.answer(true);
    await turn();
    expect(asked.map(({ liked }) => liked)).toEqual([true, false]);
    asked[1]?.answer(true);
    await set;
    expect(store.liked('a')).toBe(false);
  });

  it('ask nothing more when a second click took the first one back in time', async () => {
    const { asked, send } = slowServer();
    const store = new LikeStore(send);
    const set = store.set('a', true, false);
    void store.set('a', false, true);
    void store.set('a', true, false);
    asked[0]?.answer(true);
    await set;
    expect(asked).toHaveLength(1);
  });

  it('follow what another tab did, but not over what is on its way from here', async () => {
    const { asked, send } = slowServer();
    const store = new LikeStore(send);
    store.told('a', true);
    expect(store.liked('a')).toBe(true);
    const set = store.set('a', false, true);
    store.told('a', true);
    expect(store.liked('a')).toBe(false);
    asked[0]?.answer(true);
    await set;
    expect(store.liked('a')).toBe(false);
  });
});
