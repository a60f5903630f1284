// The wall a picture was opened from, so that its page can go to the neighbours and Back can find the tile again.
// Lives as long as the document; a link opened by itself has no neighbours.

export interface OpenedFrom<Item extends { readonly id: string }> {
  readonly items: readonly Item[];
  /** Where the wall is, to tell it from others on Back. */
  readonly place: string;
  readonly openedId: string;
  /** What the wall showed, where it is a search: its address behind the question mark. */
  readonly search?: string;
}

export class OpenedFromStore<Item extends { readonly id: string }> {
  #last: OpenedFrom<Item> | null = null;
  // The picture last stepped to. Keys may come faster than pages: the next step is taken from here.
  #heading: string | null = null;

  remember(from: OpenedFrom<Item>): void {
    this.#last = from;
    this.#heading = null;
  }

  /** The tile to give the focus back to on return, once. */
  takeOpened(place: string): string | null {
    if (this.#last?.place !== place) return null;
    const { openedId } = this.#last;
    this.#last = { ...this.#last, place: '' };
    return openedId;
  }

  find(id: string): Item | null {
    return this.#last?.items.find((item) => item.id === id) ?? null;
  }

  /** The search that led to an item, directly or as a neighbour. */
  searchFor(id: string): string | null {
    return this.find(id) ? (this.#last?.search ?? null) : null;
  }

  /** The neighbour to go to from a picture that is shown, or from the one that is on its way already. */
  step(shown: string, to: 'previous' | 'next'): Item | null {
    const other = this.neighbors(this.#heading ?? shown)[to];
    if (other) this.#heading = other.id;
    return other;
  }

  arrived(id: string): void {
    if (this.#heading === id) this.#heading = null;
  }

  neighbors(id: string): { readonly previous: Item | null; readonly next: Item | null } {
    const items = this.#last?.items ?? [];
    const at = items.findIndex((item) => item.id === id);
    if (at < 0) return { previous: null, next: null };
    return { previous: items[at - 1] ?? null, next: items[at + 1] ?? null };
  }
}
