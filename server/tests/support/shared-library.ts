// The one library that all tests share which only read: made once, served by one server (shared-library-setup.ts).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, inject } from 'vitest';
import { Client, type Image } from './client';

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

/** The shared library's Images, read before the tests of the file begin, and how to speak of them by file name. */
export function sharedImages() {
  const images: Image[] = [];
  const api = new Client(inject('sharedUrl'));
  beforeAll(async () => {
    const cards = await api.walk('/api/v1/images', { limit: 200 });
    images.push(...(await Promise.all(cards.map((card) => api.image(card.id)))));
  });
  return {
    images,
    named(fileName: string): Image {
      const found = images.find((image) => image.file_name === fileName);
      if (!found) throw new Error(`The shared library has no ${fileName}.`);
      return found;
    },
    fileNames: (items: { id: string }[]) =>
      items.map((item) => images.find((image) => image.id === item.id)?.file_name).sort(),
  };
}
