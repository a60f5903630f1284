import { useSyncExternalStore } from 'react';
import { setLike } from '../api/set-like';

// What this tab knows about likes beyond what came with the cards: lists stay as they were fetched, and only the hearts
// of one picture are drawn again. The last click counts: while an answer is awaited, further clicks only change what is
// wanted, and what the server then has is brought there.

type Send = (id: string, liked: boolean) => Promise<void>;

export class LikeStore {
  readonly #shown = new Map<string, boolean>();
  readonly #sending = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Undefined where nothing is known beyond the card. */
  liked = (id: string): boolean | undefined => this.#shown.get(id);

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows it at once; rejects, with everything as it was before, where the server did not take it. */
  set(id: string, liked: boolean, before: boolean): Promise<void> {
    this.#show(id, liked);
    let sending = this.#sending.get(id);
    if (!sending) {
      sending = this.#bring(id, before).finally(() => this.#sending.delete(id));
      this.#sending.set(id, sending);
    }
    return sending;
  }

  /** The server says how it is. What is on its way from here is newer. */
  told(id: string, liked: boolean): void {
    if (!this.#sending.has(id)) this.#show(id, liked);
  }

  /** The newest likes there are; `complete` where there are no others. What is not among them is not liked any more. */
  toldAll(ids: readonly string[], complete: boolean): void {
    for (const id of ids) this.told(id, true);
    if (!complete) return;
    for (const [id, liked] of this.#shown) {
      if (liked && !ids.includes(id)) this.told(id, false);
    }
  }

  clear(): void {
    this.#shown.clear();
    this.#tell();
  }

  async #bring(id: string, before: boolean): Promise<void> {
    let there = before;
    try {
      for (let wanted = this.#shown.get(id); wanted !== undefined && wanted !== there; ) {
        await this.#send(id, wanted);
        there = wanted;
        wanted = this.#shown.get(id);
      }
    } catch (cause) {
      this.#show(id, there);
      throw cause;
    }
  }

  #show(id: string, liked: boolean): void {
    if (this.#shown.get(id) === liked) return;
    this.#shown.set(id, liked);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const likes = new LikeStore(setLike);

export function useLiked(image: { readonly id: string; readonly liked?: boolean }): boolean {
  const known = useSyncExternalStore(likes.subscribe, () => likes.liked(image.id));
  return known ?? image.liked ?? false;
}
