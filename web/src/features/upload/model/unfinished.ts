import { local, readStored, writeStored } from '@/lib/storage';

// Large uploads that a reload or a crash may cut short: which they are, and where the browser allows it, the files.

export interface Unfinished {
  /** Of the upload on the server. */
  readonly id: string;
  /** Who began it; nobody else goes on with it. */
  readonly person: string | null;
  readonly name: string;
  readonly bytes: number;
}

const KEY = 'palette.unfinished';
const DATABASE = 'palette';
const FILES = 'files';

type Records = Readonly<Record<string, Unfinished>>;
const areRecords = (value: unknown): value is Records => typeof value === 'object' && value !== null;

export function unfinishedUploads(): Records {
  return readStored(local, KEY, areRecords) ?? {};
}

export function noteUnfinished(fingerprint: string, upload: Unfinished): void {
  writeStored(local, KEY, { ...unfinishedUploads(), [fingerprint]: upload });
}

export function forgetUnfinished(fingerprint: string): void {
  const { [fingerprint]: _gone, ...others } = unfinishedUploads();
  writeStored(local, KEY, others);
  void withFiles('readwrite', (files) => files.delete(fingerprint));
}

/** Keeps the file across a reload. Browsers that cannot, or have no room, ask for the file again. */
export function keepFile(fingerprint: string, file: File): Promise<unknown> {
  return withFiles('readwrite', (files) => files.put(file, fingerprint));
}

export async function keptFile(fingerprint: string): Promise<File | null> {
  const file = await withFiles('readonly', (files) => files.get(fingerprint));
  return file instanceof File ? file : null;
}

function withFiles(mode: IDBTransactionMode, act: (files: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve) => {
    const nothing = () => resolve(null);
    try {
      const opening = indexedDB.open(DATABASE, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
      opening.onerror = nothing;
      opening.onsuccess = () => {
        const database = opening.result;
        const request = act(database.transaction(FILES, mode).objectStore(FILES));
        request.onsuccess = () => resolve(request.result);
        request.onerror = nothing;
        request.transaction?.addEventListener('complete', () => database.close());
      };
    } catch {
      nothing();
    }
  });
}
