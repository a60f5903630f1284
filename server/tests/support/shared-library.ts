// The one library that all tests share which only read: made once, served by one server (shared-library-setup.ts).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { Client } from './client';

declare module 'vitest' {
  interface ProvidedContext {
    sharedUrl: string;
    sharedData: string;
    sharedFolder: string;
  }
}

/** What a test file uses: the running server, the library's folder, and the files that were imported. */
export function sharedLibrary() {
  const folder = inject('sharedFolder');
  return {
    api: new Client(inject('sharedUrl')),
    data: inject('sharedData'),
    folder,
    original: (name: string) => readFileSync(join(folder, name)),
  };
}
