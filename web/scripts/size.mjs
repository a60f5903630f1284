// Fails where the JavaScript of the first load (the entry with the wall, and all that it imports statically) is more than
// the budget, compressed as gzip, the larger of the two forms that are served.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150_000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const files = new Set();
function collect(key) {
  const { file, imports = [] } = manifest[key];
  if (files.has(file)) return;
  files.add(file);
  imports.forEach(collect);
}
collect('index.html');

let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  first load, of ${BUDGET_BYTES} bytes`);
if (total > BUDGET_BYTES) {
  console.error(`The first load is ${total - BUDGET_BYTES} bytes over its budget.`);
  process.exitCode = 1;
}
