// The pictures of which the person wants to see less, since the page was loaded. They keep their place on the wall, so
// that nothing moves and it can be undone right there.
export class LessStore {
  #ids: ReadonlySet<string> = new Set();
  readonly #listeners = new Set<() => void>();

  ids = (): ReadonlySet<string> => this.#ids;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(id: string, less: boolean): void {
    const ids = new Set(this.#ids);
    if (less) ids.add(id);
    else ids.delete(id);
    this.#ids = ids;
    for (const listener of this.#listeners) listener();
  }
}

export const lessStore = new LessStore();
