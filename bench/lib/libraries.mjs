// Libraries to measure on, filled without a model's run (make_library.py) and kept for the rest of the run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from './server.mjs';
import { bench, cachedFolder, pack, pythonWithNumpy, run, temporaryFolder } from './workplace.mjs';

const made = new Map();

// The data directory of a library of so many images.
export async function libraryOf(images) {
  if (!made.has(images)) {
    const data = temporaryFolder(`library-${images}`);
    const server = await Server.start(data); // makes the tables
    await server.stop();
    if (images > 0) {
      const script = join(bench, 'make_library.py');
      run(pythonWithNumpy(), [script, data, String(images), pack, '--queries', join(data, 'queries.txt')]);
    }
    made.set(images, data);
  }
  return made.get(images);
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
