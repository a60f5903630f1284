// Libraries to measure on, filled without a model's run (make_library.py) and kept for the rest of the run.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Server } from './server.mjs';
import { bench, cachedFolder, pack as starter, pythonWithNumpy, run, temporaryFolder } from './workplace.mjs';

// How many pictures are made for what is measured on pictures.
export const PICTURES = 1000;

const made = new Map();

// The data directory of a library of so many images, as `pack` would have understood them.
export async function libraryOf(images, pack = starter) {
  const name = `library-${images}-${basename(pack)}`;
  if (!made.has(name)) {
    const data = temporaryFolder(name);
    const server = await Server.start(data, { pack }); // makes the tables
    await server.stop();
    if (images > 0) {
      const script = join(bench, 'make_library.py');
      run(pythonWithNumpy(), [script, data, String(images), pack, '--queries', join(data, 'queries.txt')]);
    }
    made.set(name, data);
  }
  return made.get(name);
}

// Search texts for a library that is not empty, all different.
export function queriesFor(data) {
  return readFileSync(join(data, 'queries.txt'), 'utf8').trim().split('\n');
}

// A folder of so many JPEG files, made once and kept in .cache/bench.
export function pictures(count) {
  const script = join(bench, 'make_pictures.py');
  return cachedFolder(`pictures-${count}`, (folder) =>
    run(pythonWithNumpy(), [script, folder, String(count)]),
  );
}
