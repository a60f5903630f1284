// Who uses this document. Knows no network: the answer of `/api/v1/instance` is put in, and whoever meets a session
// that has ended asks here for a new one.

export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'owner' | 'member';
}

type Question = { readonly viewer: Viewer; readonly settle: (loggedIn: boolean) => void };

export class Session {
  #viewer: Viewer | null = null;
  #question: Question | null = null;
  #answer: Promise<boolean> | null = null;
  readonly #listeners = new Set<() => void>();

  viewer = (): Viewer | null => this.#viewer;
  /** The person who has to log in again, while that is open. */
  question = (): Question | null => this.#question;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  know(viewer: Viewer | null): void {
    this.#viewer = viewer;
  }

  /** Asks to log in again, once for all that wait; false where there was no session or the person declines. */
  loginAgain(): Promise<boolean> {
    const viewer = this.#viewer;
    if (!viewer) return Promise.resolve(false);
    this.#answer ??= new Promise((resolve) => {
      this.#ask({
        viewer,
        settle: (loggedIn) => {
          this.#answer = null;
          this.#ask(null);
          resolve(loggedIn);
        },
      });
    });
    return this.#answer;
  }

  #ask(question: Question | null): void {
    this.#question = question;
    for (const listener of this.#listeners) listener();
  }
}

export const session = new Session();
