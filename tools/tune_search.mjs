// Measures how a search mixes its parts, on a running library whose pictures have no words of their own.
//
//   node tools/tune_search.mjs URL TRUTH.tsv [--samples 150]
//
// TRUTH.tsv: file name TAB words of it that the library does not know, one picture a line; the words up to the first
// '|' are searched for. Three kinds of mix are made from a picture that is in the library, which is the right answer:
//
//   words + colours      its words and its two largest swatches with their shares, all roughly
//   words + example      its words and another picture with the same words
//   colours + example    its swatches and another picture with the same words
//
// Prints for several weights where the right answer comes (mean reciprocal rank, in the first ten), and for the default
// weights how often it is called strong or related, and how often a mix from two different pictures is called answered:
// the words of one and the colours of another, which mostly nothing in the library fits.

import { readFileSync } from 'node:fs';

const [url, truthFile, ...rest] = process.argv.slice(2);
const samples = Number(rest[rest.indexOf('--samples') + 1] ?? 150) || 150;
if (!url || !truthFile) {
  console.error('usage: tune_search.mjs URL TRUTH.tsv [--samples N]');
  process.exit(2);
}

let state = 20261126;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: the same samples every time
  return Math.floor((state / 2 ** 32) * below);
}

async function get(path) {
  const response = await fetch(`${url}/api/v1${path}`);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function search(parts, limit = 200) {
  const parameters = new URLSearchParams({ limit: String(limit), typos: 'keep' });
  for (const [name, value] of parts) parameters.append(name, value);
  return get(`/search?${parameters}`);
}

const words = new Map(
  readFileSync(truthFile, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([file, text]) => file && text)
    .map(([file, text]) => [file, text.split('|')[0].trim().slice(0, 200)]),
);

const library = [];
for (let cursor = ''; cursor !== null; ) {
  const page = await get(`/images?limit=200${cursor && `&cursor=${cursor}`}`);
  library.push(...page.items);
  cursor = page.next_cursor;
}

const byWords = new Map();
const pictures = [];
for (const { id } of library) {
  const image = await get(`/images/${id}`);
  const text = words.get(image.file_name);
  if (!text) continue;
  const picture = { id, text, swatches: image.swatches };
  pictures.push(picture);
  byWords.set(text, [...(byWords.get(text) ?? []), picture]);
}
console.log(`${library.length} pictures, ${pictures.length} with known words, ${byWords.size} different words`);

const weighted = (value, weight) => `${value}^${weight}`;
// As somebody picks them from memory: each channel to a fifth of its range, the share to a fifth.
const picked = (color) =>
  [1, 3, 5].map((at) => (Math.round(Number.parseInt(color.slice(at, at + 2), 16) / 51) * 51).toString(16).padStart(2, '0')).join('');
const colorsOf = ({ swatches }, weight) =>
  swatches
    .slice(0, 2)
    .map(({ color, share }) => ['color', weighted(`${picked(color)}:${Math.max(0.2, Math.round(share * 5) / 5)}`, weight)]);
const wordsOf = ({ text }, weight) => [['q', weighted(text, weight)]];
function exampleOf(picture, weight) {
  const others = (byWords.get(picture.text) ?? []).filter(({ id }) => id !== picture.id);
  return others.length === 0 ? null : [['like', weighted(others[random(others.length)].id, weight)]];
}

const MIXES = {
  'words + colours': (picture, [a, b]) => [...wordsOf(picture, a), ...colorsOf(picture, b)],
  'words + example': (picture, [a, b]) => {
    const example = exampleOf(picture, b);
    return example && [...wordsOf(picture, a), ...example];
  },
  'colours + example': (picture, [a, b]) => {
    const example = exampleOf(picture, b);
    return example && [...colorsOf(picture, a), ...example];
  },
};
const WEIGHTS = [0.25, 0.5, 0.75, 1, 1.5, 2, 4];

function chosen(test) {
  const some = [];
  for (let tries = 0; some.length < samples && tries < samples * 50; ++tries) {
    const picture = pictures[random(pictures.length)];
    if (test(picture) && !some.includes(picture)) some.push(picture);
  }
  return some;
}

for (const [name, mix] of Object.entries(MIXES)) {
  const some = chosen((picture) => mix(picture, [1, 1]) !== null);
  if (some.length === 0) continue;
  console.log(`\n${name} (${some.length} searches)\nweight of the second  MRR    in the first ten`);
  for (const weight of WEIGHTS) {
    const start = state;
    let reciprocal = 0;
    let ten = 0;
    for (const picture of some) {
      const { items } = await search(mix(picture, [1, weight]));
      const rank = items.findIndex(({ id }) => id === picture.id);
      if (rank >= 0) reciprocal += 1 / (rank + 1);
      if (rank >= 0 && rank < 10) ++ten;
    }
    state = start; // the same examples for every weight
    const mean = (reciprocal / some.length).toFixed(3);
    console.log(`${String(weight).padEnd(20)}  ${mean}  ${((100 * ten) / some.length).toFixed(0)} %`);
  }
}

const some = chosen(() => true);
const called = { strong: 0, related: 0, weak: 0 };
let answered = 0;
let first = 0;
let foreign = 0;
for (const picture of some) {
  const own = await search(MIXES['words + colours'](picture, [1, 1]));
  const hit = own.items.find(({ id }) => id === picture.id);
  ++called[hit?.match ?? 'weak'];
  if (own.answered) ++answered;
  if (hit && own.items.indexOf(hit) < 10) ++first;
  const other = pictures[random(pictures.length)];
  const mixed = await search([...wordsOf(picture, 1), ...colorsOf(other, 1)]);
  if (mixed.answered) ++foreign;
}
const percent = (count) => `${((100 * count) / some.length).toFixed(0)} %`;
console.log(`\nwords + colours of one picture: it is called strong ${percent(called.strong)}, related ${percent(called.related)},`);
console.log(`weak ${percent(called.weak)}; the search is answered ${percent(answered)}; it is in the first ten ${percent(first)}`);
console.log(`words of one, colours of another: answered ${percent(foreign)}`);
