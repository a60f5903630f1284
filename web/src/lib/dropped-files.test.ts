import { expect, it } from 'vitest';
import { droppedFiles } from './dropped-files';

const fileEntry = (name: string) => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (resolve: (file: File) => void) => resolve(new File([], name)),
});

function folderEntry(name: string, inner: readonly unknown[]) {
  const pieces = [inner.slice(0, 1), inner.slice(1), []];
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => ({
      readEntries: (resolve: (some: unknown) => void) => resolve(pieces.shift() ?? []),
    }),
  };
}

const dropOf = (files: readonly File[], entries: readonly unknown[]) =>
  ({ files, items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer;

it('plain files are taken as they are', async () => {
  const files = [new File([], 'a.png'), new File([], 'b.png')];
  expect(
    await droppedFiles(
      dropOf(
        files,
        files.map((file) => fileEntry(file.name)),
      ),
    ),
  ).toEqual(files);
});

it('folders are walked to the end, hidden files left out', async () => {
  const folder = folderEntry('art', [
    fileEntry('a.png'),
    fileEntry('.DS_Store'),
    folderEntry('old', [fileEntry('b.png')]),
  ]);
  const found = await droppedFiles(dropOf([], [folder, fileEntry('c.png')]));
  expect(found.map(({ name }) => name)).toEqual(['a.png', 'b.png', 'c.png']);
});
