import type { Image } from '@/api/client';

// Pictures on their way into the library. One queue for the whole app, so that uploads go on while one looks around.
// Knows neither React nor the network: how bytes are sent is handed in.

export type Visibility = 'public' | 'private';

export interface Words {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly visibility: Visibility;
}

export type NewSource =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'url'; readonly url: string };

/** `lost`: begun before a reload that lost the file; choosing it again goes on where it stopped. */
export type Source = NewSource | { readonly kind: 'lost'; readonly fingerprint: string };

export type UploadState = 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';

export interface Upload {
  readonly key: string;
  readonly source: Source;
  readonly name: string;
  /** 0 where it is not known before. */
  readonly bytes: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly words: Words;
  readonly image: Image | null;
  /** These bytes were here before; `image` is the one that is there. */
  readonly duplicate: boolean;
  readonly problem: string | null;
}

export interface Sent {
  readonly image: Image;
  readonly duplicate: boolean;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number) => void;
}

export type Send = (upload: Upload, options: SendOptions) => Promise<Sent>;

interface QueueOptions {
  readonly send: Send;
  readonly reasonOf: (cause: unknown) => string;
  /** Corrects an Image whose words changed while its bytes were on their way. */
  readonly correct: (image: Image, words: Words) => Promise<Image>;
  /** An upload was given up for good. */
  readonly forget?: (upload: Upload) => void;
}

const AT_ONCE = 2;

export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #held = false;
  #number = 0;
  readonly #running = new Map<string, AbortController>();
  readonly #released = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #options: QueueOptions;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  uploads = (): readonly Upload[] => this.#uploads;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** While it is held, nothing new is sent: there is time to write titles and tags first. */
  hold(held: boolean): void {
    this.#held = held;
    this.#next();
  }

  /** Puts pictures at the end; a file that waits or is on its way already is not put in twice. */
  add(sources: readonly NewSource[], words: Words): void {
    const known = new Set(this.#uploads.filter(isOpen).map(({ source }) => identityOf(source)));
    const fresh = sources.filter((source) => !known.has(identityOf(source)) && known.add(identityOf(source)));
    this.#set([
      ...this.#uploads.filter(
        ({ source }) =>
          source.kind !== 'lost' || !fresh.some((other) => identityOf(other) === source.fingerprint),
      ),
      ...fresh.map(
        (source): Upload => ({
          key: `upload-${++this.#number}`,
          source,
          name: nameOf(source),
          bytes: source.kind === 'file' ? source.file.size : 0,
          sent: 0,
          state: 'waiting',
          words,
          image: null,
          duplicate: false,
          problem: null,
        }),
      ),
    ]);
    this.#next();
  }

  /** What was begun before a reload that lost the file. */
  addLost(lost: { name: string; bytes: number; sent: number; fingerprint: string }, words: Words): void {
    this.#set([
      ...this.#uploads,
      {
        key: `upload-${++this.#number}`,
        source: { kind: 'lost', fingerprint: lost.fingerprint },
        name: lost.name,
        bytes: lost.bytes,
        sent: lost.sent,
        state: 'failed',
        words,
        image: null,
        duplicate: false,
        problem: 'Choose this file again to go on where it stopped.',
      },
    ]);
  }

  cancel(key: string): void {
    const upload = this.find(key);
    if (!upload || !isOpen(upload)) return;
    this.#change(key, { state: 'cancelled', problem: null });
    this.#running.get(key)?.abort();
    this.#options.forget?.(upload);
  }

  retry(key: string): void {
    const upload = this.find(key);
    if (!upload || upload.source.kind === 'lost') return;
    if (upload.state !== 'failed' && upload.state !== 'cancelled') return;
    this.#change(key, { state: 'waiting', problem: null });
    this.#next();
  }

  /** Starts those that wait although the queue is held. */
  release(): void {
    for (const { key, state } of this.#uploads) if (state === 'waiting') this.#released.add(key);
    this.#next();
  }

  /** Takes a row out of the list; an Image that came of it stays in the library. */
  remove(key: string): void {
    const upload = this.find(key);
    if (!upload) return;
    if (isOpen(upload)) this.cancel(key);
    else if (upload.state === 'failed') this.#options.forget?.(upload);
    this.#set(this.#uploads.filter((other) => other.key !== key));
  }

  clearFinished(): void {
    this.#set(this.#uploads.filter((upload) => isOpen(upload) || upload.state === 'failed'));
  }

  /** Words for uploads that are not done; those that are done are corrected by whoever asks. */
  write(key: string, words: Partial<Words>): void {
    const upload = this.find(key);
    if (upload) this.#change(key, { words: { ...upload.words, ...words } });
  }

  /** An Image as it is now, for the rows that became it. */
  refresh(image: Image): void {
    if (!this.#uploads.some((upload) => upload.image?.id === image.id)) return;
    this.#set(this.#uploads.map((upload) => (upload.image?.id === image.id ? { ...upload, image } : upload)));
  }

  find(key: string): Upload | undefined {
    return this.#uploads.find((upload) => upload.key === key);
  }

  #next(): void {
    for (const upload of this.#uploads) {
      if (this.#running.size >= AT_ONCE) return;
      if (upload.state !== 'waiting' || (this.#held && !this.#released.has(upload.key))) continue;
      void this.#run(upload.key);
    }
  }

  async #run(key: string): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#change(key, { state: 'sending', sent: 0 });
    const begun = this.find(key);
    try {
      if (!begun) return;
      const { image, duplicate } = await this.#options.send(begun, {
        signal: controller.signal,
        onProgress: (sent) => this.#progress(key, sent),
      });
      this.#change(key, { state: 'done', image, duplicate, sent: begun.bytes });
      await this.#catchUp(key, begun.words, image, duplicate);
    } catch (cause) {
      if (this.find(key)?.state === 'sending') {
        this.#change(key, { state: 'failed', problem: this.#options.reasonOf(cause) });
      }
    } finally {
      if (this.#running.get(key) === controller) this.#running.delete(key);
      this.#released.delete(key);
      this.#next();
    }
  }

  async #catchUp(key: string, sent: Words, image: Image, duplicate: boolean): Promise<void> {
    const now = this.find(key)?.words;
    if (!now || duplicate || now === sent) return;
    try {
      this.refresh(await this.#options.correct(image, now));
    } catch (cause) {
      this.#change(key, { problem: this.#options.reasonOf(cause) });
    }
  }

  #progress(key: string, sent: number): void {
    if (this.find(key)?.state === 'sending') this.#change(key, { sent });
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#set(this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}

export const isOpen = ({ state }: Upload): boolean => state === 'waiting' || state === 'sending';

/** The same file is the same however it was chosen. */
export function fingerprintOf({ name, size, lastModified }: File): string {
  return `${name}:${size}:${lastModified}`;
}

function identityOf(source: Source): string {
  if (source.kind === 'file') return fingerprintOf(source.file);
  return source.kind === 'url' ? source.url : source.fingerprint;
}

function nameOf(source: NewSource): string {
  if (source.kind === 'file') return source.file.name;
  const path = URL.canParse(source.url) ? new URL(source.url).pathname : '';
  return path.split('/').pop() || source.url;
}

export interface Totals {
  readonly open: number;
  readonly done: number;
  readonly failed: number;
  /** Of what is open or done in this run, 0 to 1. */
  readonly share: number;
}

export function totalsOf(uploads: readonly Upload[]): Totals {
  const of = (...states: UploadState[]) => uploads.filter(({ state }) => states.includes(state));
  const counted = of('waiting', 'sending', 'done');
  const weight = ({ bytes }: Upload) => Math.max(1, bytes);
  const all = counted.reduce((sum, upload) => sum + weight(upload), 0);
  const sent = counted.reduce(
    (sum, upload) => sum + (upload.state === 'done' ? weight(upload) : Math.min(upload.sent, weight(upload))),
    0,
  );
  return {
    open: of('waiting', 'sending').length,
    done: of('done').length,
    failed: of('failed').length,
    share: all === 0 ? 0 : sent / all,
  };
}
