import { ApiProblem } from '@/api/client';
import { createSearchExample } from '../api/create-search-example';
import { cutOut, keepFile } from './example-files';
import { keepPreview } from './example-previews';
import type { Region } from './region';

// A picture on its way to become something to search by. One at a time for the whole app: it may be dropped anywhere.

export type PictureSearchState =
  | { readonly step: 'idle' }
  | { readonly step: 'looking'; readonly name: string }
  | { readonly step: 'failed'; readonly name: string; readonly reason: string };

const IDLE: PictureSearchState = { step: 'idle' };

class PictureSearch {
  #state: PictureSearchState = IDLE;
  #turn = 0;
  readonly #listeners = new Set<() => void>();

  state = (): PictureSearchState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Answers the `like` of the picture or a part of it, or null where it failed or another one came meanwhile. */
  async look(whole: File, region: Region | null = null): Promise<string | null> {
    const turn = ++this.#turn;
    this.#set({ step: 'looking', name: whole.name });
    try {
      const file = region ? await cutOut(whole, region) : whole;
      const example = await createSearchExample(file);
      if (turn !== this.#turn) return null;
      await keepPreview(example, file);
      keepFile(example.like, { whole, region });
      this.#set(IDLE);
      return example.like;
    } catch (cause) {
      if (turn === this.#turn) this.#set({ step: 'failed', name: whole.name, reason: reasonOf(cause) });
      return null;
    }
  }

  dismiss = (): void => {
    this.#turn++;
    this.#set(IDLE);
  };

  #set(state: PictureSearchState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof ApiProblem ? (cause.detail ?? cause.message) : 'It could not be read.';
}

export const pictureSearch = new PictureSearch();
