// JavaScript of the first load: the entry, what it imports statically (index.html preloads it), and the wall's own chunk
// where the wall is one. Each file as it is sent to a browser that takes Brotli.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytes } from '../lib/format.mjs';
import { root } from '../lib/workplace.mjs';

const BYTES_MAX = 150_000;
const dist = join(root, 'web/dist');

export async function measure() {
  const file = join(dist, '.vite/manifest.json');
  if (!existsSync(file)) throw new Error('web/dist is not built');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const files = new Set();
  const collect = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    (chunk.imports ?? []).forEach(collect);
  };
  collect('index.html');
  Object.keys(manifest)
    .filter((key) => manifest[key].isDynamicEntry && /wall/.test(key))
    .forEach(collect);

  const size = (path) => statSync(join(dist, path)).size;
  const sent = (path) => (existsSync(join(dist, `${path}.br`)) ? size(`${path}.br`) : size(path));
  const total = [...files].reduce((sum, path) => sum + sent(path), 0);
  const plain = [...files].reduce((sum, path) => sum + size(path), 0);
  return [
    {
      what: 'JavaScript on first load of the wall, Brotli',
      palette: bytes(total),
      peer: `uncompressed: ${bytes(plain)}`,
      ratio: '',
      budget: '<= 150 kB',
      met: total <= BYTES_MAX,
      note: `${files.size} files`,
      data: { bytes: total, uncompressed_bytes: plain, files: [...files] },
    },
  ];
}
