import { api, bodyOf, type Library } from './client';

// Changes of the library as they happen. One connection for the whole document, open while something listens and the
// document is seen: browsers allow few connections to one server, and a hidden tab must not hold one.

export type ImageEvent = 'image.derived' | 'image.ready' | 'image.updated' | 'image.deleted' | 'image.failed';
const RETRY_MS = 10_000;

const IMAGE_EVENTS: readonly ImageEvent[] = [
  'image.derived',
  'image.ready',
  'image.updated',
  'image.deleted',
  'image.failed',
];

type ImageListener = (kind: ImageEvent, id: string) => void;

/** What happens, in any tab or by anybody, to what the person who is logged in has. */
export interface PersonalEvents {
  readonly like: { readonly image_id: string; readonly liked: boolean };
  readonly palette: { readonly id: string };
  readonly 'palette.deleted': { readonly id: string };
  /** The next page of the feed is another. */
  readonly feed: {
    readonly what: 'kept' | 'less' | 'undo_less' | 'set';
    readonly image_id: string | null;
  };
  /** Nothing was heard for a while: anything may be another than it was. */
  readonly missed: null;
}

type PersonalKind = keyof PersonalEvents;
const PERSONAL: readonly PersonalKind[] = ['like', 'palette', 'palette.deleted', 'feed'];

export class LiveLibrary {
  #library: Library | null = null;
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #imageListeners = new Set<ImageListener>();
  readonly #personal = new Map<PersonalKind, Set<(data: never) => void>>();
  #listening = 0;
  #wasOpen = false;

  library = (): Library | null => this.#library;

  subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    this.#adjust();
    return () => {
      this.#watchers.delete(watcher);
      this.#adjust();
    };
  };

  onImage(listener: ImageListener): () => void {
    this.#imageListeners.add(listener);
    this.#adjust();
    return () => {
      this.#imageListeners.delete(listener);
      this.#adjust();
    };
  }

  on<Kind extends PersonalKind>(kind: Kind, listener: (data: PersonalEvents[Kind]) => void): () => void {
    const listeners = this.#personal.get(kind) ?? new Set();
    this.#personal.set(kind, listeners.add(listener));
    this.#listening++;
    this.#adjust();
    return () => {
      listeners.delete(listener);
      this.#listening--;
      this.#adjust();
    };
  }

  /** Who is told of what depends on who listens: after logging in or out, begins anew. */
  reopen(): void {
    this.#close();
    this.#adjust();
  }

  #adjust = (): void => {
    const heard = this.#watchers.size + this.#imageListeners.size + this.#listening > 0;
    const wanted = heard && !document.hidden;
    if (wanted && !this.#source) this.#open();
    if (!wanted && this.#source) this.#close();
    if (heard) {
      document.addEventListener('visibilitychange', this.#adjust);
    } else {
      document.removeEventListener('visibilitychange', this.#adjust);
    }
  };

  #open(): void {
    const source = new EventSource('/api/v1/events');
    this.#source = source;
    source.addEventListener('library', (event) => this.#set(JSON.parse(event.data)));
    for (const kind of IMAGE_EVENTS) {
      source.addEventListener(kind, (event) => {
        const { id } = JSON.parse(event.data) as { id: string };
        for (const listener of this.#imageListeners) listener(kind, id);
      });
    }
    for (const kind of PERSONAL) {
      source.addEventListener(kind, (event) => this.#tell(kind, JSON.parse((event as MessageEvent).data)));
    }
    source.addEventListener('resync', () => this.#tell('missed', null));
    if (this.#wasOpen) this.#tell('missed', null);
    this.#wasOpen = true;
    // A lost connection comes back by itself; one that was refused does not.
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.#close();
      this.#retry = setTimeout(this.#adjust, RETRY_MS);
    });
    // What changed while nothing was connected is in no event.
    void this.#fetch();
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  async #fetch(): Promise<void> {
    try {
      this.#set(await bodyOf(api.GET('/api/v1/library')));
    } catch {
      // The next event or connection brings it; the pages say themselves when the server is away.
    }
  }

  #tell<Kind extends PersonalKind>(kind: Kind, data: PersonalEvents[Kind]): void {
    for (const listener of this.#personal.get(kind) ?? []) {
      (listener as (data: PersonalEvents[Kind]) => void)(data);
    }
  }

  #set(library: Library): void {
    this.#library = library;
    for (const watcher of this.#watchers) watcher();
  }
}

export const live = new LiveLibrary();
