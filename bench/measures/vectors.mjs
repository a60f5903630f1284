// Palette's vector index beside other engines for the same task, at several sizes: one table, plots, and a file with all figures.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, count, milliseconds, number, times } from '../lib/format.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { chart } from '../lib/plot.mjs';
import { availableBytes } from '../lib/process_facts.mjs';
import { bench, build, built, cache, pack, palette, pythonWithNumpy, root, run } from '../lib/workplace.mjs';

const DIMENSION = 512;
const QUERIES = 200;
const RECALL_WANTED = 0.99;
const FLOAT_BYTES = 4 * DIMENSION;
// Of an engine while it is built or asked, an image. What there is no memory or no time for is said in the table.
const ENGINES = [
  { name: 'palette', title: 'Palette', image_bytes: 1000 },
  { name: 'numpy', title: 'numpy dot + argsort', image_bytes: 1.3 * FLOAT_BYTES },
  { name: 'faiss_flat', title: 'FAISS flat', image_bytes: 2.1 * FLOAT_BYTES },
  { name: 'faiss_hnsw', title: 'FAISS HNSW', image_bytes: 2.3 * FLOAT_BYTES, is_graph: true },
  { name: 'hnswlib', title: 'hnswlib', image_bytes: 1.2 * FLOAT_BYTES, is_graph: true },
  { name: 'usearch', title: 'USearch f16', image_bytes: FLOAT_BYTES, is_graph: true },
  { name: 'sqlite_vec', title: 'sqlite-vec', image_bytes: FLOAT_BYTES, images_max: 1_000_000 },
];
const PROGRAM_MINUTES_MAX = 90;
// The aims are for this size, which graphs are built at too; what is larger is in the table.
const COMPARED_IMAGES_MAX = 1_000_000;
const MEMORY_SHARE_MAX = 0.15; // of numpy's
const RATIO_MIN = 100; // to numpy
const BANDWIDTH_TIMES_MAX = 1.5;
const READY_S_MAX = 3;

const titleOf = (name) => ENGINES.find((engine) => engine.name === name).title;

function identityOfPack() {
  const { name, version } = JSON.parse(readFileSync(join(pack, 'pack.json'), 'utf8'));
  return `${name}@${version}`;
}

// A library with the demo pictures, as this pack alone has seen them, or the one that was named.
function libraryWithEmbeddings(library) {
  if (library) return library;
  const data = join(cache, `demo-library-${identityOfPack()}`);
  const parts = ['1', '2'].map((part) => join(root, '.cache/demo/library', part)).filter(existsSync);
  if (!parts.length) throw new Error('the demo pictures are not there: ./dev bench vectors fetches them');
  run(palette, ['import', '--data', data, '--json', ...parts], { timeout_s: 3600, statuses: [0, 2] });
  return data;
}

function exported(library, dimension) {
  mkdirSync(join(cache, 'vectors'), { recursive: true });
  const file = join(cache, 'vectors', `samples-${dimension}.f32`);
  const script = join(bench, 'vectors/export_embeddings.py');
  const args = [script, library, identityOfPack(), file, '--dimension', String(dimension)];
  const [samples, dimensions] = run(pythonWithNumpy(), args).trim().split(' ').map(Number);
  return { file, samples, dimension: dimensions };
}

// The folder of a data set, made where it is not there yet. Its name depends on what it is made from.
function dataset(samples, counts) {
  const key = createHash('sha256').update(readFileSync(samples.file)).digest('hex').slice(0, 16);
  const folder = join(cache, 'vectors', `${key}-${samples.dimension}`);
  const has = (images) => existsSync(join(folder, `exact-${images}-1.i32`));
  if (counts.length ? !counts.every(has) : !existsSync(join(folder, 'count'))) {
    mkdirSync(folder, { recursive: true });
    const args = [folder, samples.file, samples.dimension, QUERIES, ...counts].map(String);
    const said = run(built('make_dataset'), args, { timeout_s: 3600 });
    if (!counts.length) writeFileSync(join(folder, 'count'), said);
  }
  return {
    folder,
    dimension: samples.dimension,
    counts: counts.length ? counts : [Number(readFileSync(join(folder, 'count'), 'utf8'))],
  };
}

function keptIndex(folder, engine, images) {
  mkdirSync(join(folder, 'kept'), { recursive: true });
  const kept = join(folder, 'kept', `${engine.name}-${images}`);
  // Only what takes long to build is worth a place on the disk.
  if (!engine.is_graph) for (const file of [kept, `${kept}.seconds`]) rmSync(file, { force: true });
  return kept;
}

function measured(engine, { folder, dimension }, images, { seconds, graph_minutes }, rate_before) {
  const needed_bytes = engine.image_bytes * images;
  if (images > (engine.images_max ?? Number.POSITIVE_INFINITY)) return { why_not: 'a search takes seconds at this size' };
  if (needed_bytes > availableBytes()) return { why_not: `needs ${bytes(needed_bytes)} of free memory` };
  const args = [folder, dimension, images].map(String);
  const limits = { timeout_s: PROGRAM_MINUTES_MAX * 60 };
  if (engine.name === 'numpy') {
    const script = join(bench, 'vectors/numpy_peer.py');
    return JSON.parse(run(pythonWithNumpy(), [script, ...args, '--seconds', String(seconds)], limits));
  }
  const program = join(build, `peer_${engine.name}`);
  if (!existsSync(program)) return { why_not: 'not installed' };
  const kept = keptIndex(folder, engine, images);
  const minutes = engine.is_graph && !existsSync(kept) ? images / (rate_before ?? Number.POSITIVE_INFINITY) / 60 : 0;
  if (minutes > graph_minutes) return { why_not: `building takes more than ${Math.round(minutes)} min` };
  try {
    return JSON.parse(run(program, [...args, kept, '--seconds', String(seconds)], limits));
  } finally {
    if (!engine.is_graph) for (const file of [kept, `${kept}.seconds`]) rmSync(file, { force: true });
  }
}

// The size at which engines are compared in detail.
const comparedSize = (results) =>
  Math.max(
    ...results
      .filter((r) => r.engine === 'numpy' && !r.why_not && r.dimension === DIMENSION)
      .map(({ images }) => images)
      .filter((images) => images <= COMPARED_IMAGES_MAX),
  );

// What is measured of each engine at each size, one after the other.
function measureAll(set, options, say) {
  const rates = new Map();
  const results = [];
  for (const images of set.counts) {
    for (const engine of ENGINES) {
      say(`${engine.title}, ${count(images)} x ${set.dimension}`);
      let figures;
      try {
        figures = measured(engine, set, images, options, rates.get(engine.name));
      } catch (error) {
        figures = { why_not: error.message };
      }
      if (figures.why_not) say(`not measured: ${figures.why_not}`);
      if (figures.build_s) rates.set(engine.name, images / figures.build_s);
      results.push({ engine: engine.name, images, dimension: set.dimension, ...figures });
    }
  }
  return results;
}

const pair = ({ p50_ms, p99_ms }) => `${milliseconds(p50_ms)} / ${milliseconds(p99_ms)}`;
const filtered = ({ p50_ms, recall }) =>
  `${milliseconds(p50_ms)}${recall < RECALL_WANTED ? ` (${recall.toFixed(2)})` : ''}`;

function line(result) {
  const start = [`${count(result.images)} x ${result.dimension}`, titleOf(result.engine)];
  if (result.why_not) return [...start, `not measured: ${result.why_not}`, ...Array(10).fill('')];
  const { one_client, eight_clients, filters, curve } = result;
  return [
    ...start,
    curve.length ? String(curve.at(-1).effort) : '',
    one_client.recall.toFixed(4),
    pair(one_client),
    pair(eight_clients),
    ...filters.map(filtered),
    `${number(result.images / result.build_s)}/s${result.was_built_before ? ' *' : ''}`,
    milliseconds(result.ready_s * 1000),
    bytes(result.resident_bytes),
  ];
}

function table(results) {
  const head = ['Images', 'Engine', 'ef', 'Recall@50', '1 client: p50 / p99', '8 clients: p50 / p99'];
  head.push('100 % pass', '10 % pass', '1 % pass', '0.1 % pass', 'Built', 'Ready', 'Memory');
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...results.map((result) => row(line(result)))];
}

const CSV_COLUMNS = {
  engine: (r) => r.engine,
  images: (r) => r.images,
  dimension: (r) => r.dimension,
  effort: (r) => r.curve?.at(-1)?.effort ?? '',
  recall_at_50: (r) => r.one_client.recall,
  p50_ms: (r) => r.one_client.p50_ms,
  p99_ms: (r) => r.one_client.p99_ms,
  eight_clients_p50_ms: (r) => r.eight_clients.p50_ms,
  eight_clients_p99_ms: (r) => r.eight_clients.p99_ms,
  eight_clients_per_s: (r) => r.eight_clients.per_s,
  filter_100_percent_p50_ms: (r) => r.filters[0].p50_ms,
  filter_10_percent_p50_ms: (r) => r.filters[1].p50_ms,
  filter_1_percent_p50_ms: (r) => r.filters[2].p50_ms,
  filter_0_1_percent_p50_ms: (r) => r.filters[3].p50_ms,
  inserts_per_s: (r) => r.images / r.build_s,
  ready_s: (r) => r.ready_s,
  resident_bytes: (r) => r.resident_bytes,
};

function csv(results) {
  const names = Object.keys(CSV_COLUMNS);
  const lines = results
    .filter((result) => !result.why_not)
    .map((result) => names.map((name) => CSV_COLUMNS[name](result)).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

function plots(results) {
  const made = results.filter((result) => !result.why_not && result.dimension === DIMENSION);
  const compared = comparedSize(results);
  const of = (points) =>
    ENGINES.map(({ name, title }) => ({ name: title, points: points(made.filter((r) => r.engine === name)) }));
  const at_compared = (points) => of((own) => own.filter((r) => r.images === compared).flatMap(points));
  const median = { label: 'median time of a search, one client', format: milliseconds };
  return {
    'recall.svg': chart({
      title: `Recall and time, ${count(compared)} images`,
      series: at_compared((r) => (r.curve.length ? r.curve : [r.one_client]).map((p) => [p.p50_ms, p.recall])),
      x: median,
      y: { label: 'recall@50', format: (value) => value.toFixed(2), ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1] },
    }),
    'size.svg': chart({
      title: `Time and size, at recall ${RECALL_WANTED} where it can be had`,
      series: of((own) => own.map((r) => [r.images, r.one_client.p50_ms])),
      x: { label: 'images', format: count },
      y: median,
    }),
    'filter.svg': chart({
      title: `Time and filter, ${count(compared)} images`,
      series: at_compared((r) => r.filters.map((f) => [100 / f.divisor, f.p50_ms])),
      x: { label: 'share of the images that pass, %', format: String },
      y: median,
    }),
  };
}

// Both measured in turn, at the same time: on a shared machine memory has faster and slower minutes.
function besideMemory({ in_turn: { p50_ms, bytes_per_s }, bytes_read }, size) {
  const allowed_ms = (bytes_read / bytes_per_s) * 1000;
  return {
    what: `Time beside what memory allows, ${size}`,
    palette: milliseconds(p50_ms),
    peer: `reading ${bytes(bytes_read)} at ${bytes(bytes_per_s)}/s, measured in turn with it: ${milliseconds(allowed_ms)}`,
    ratio: times(p50_ms / allowed_ms),
    budget: `<= ${BANDWIDTH_TIMES_MAX} x`,
    met: p50_ms <= BANDWIDTH_TIMES_MAX * allowed_ms,
  };
}

function besideUnfiltered({ in_turn: { p50_ms, filters } }, size) {
  const slowest = filters.toSorted((x, y) => y.p50_ms - x.p50_ms)[0];
  return {
    what: `Slowest filtered search, ${size}: p50`,
    palette: `${milliseconds(slowest.p50_ms)}, ${100 / slowest.divisor} % pass`,
    peer: `unfiltered, measured in turn with it: ${milliseconds(p50_ms)}`,
    ratio: times(slowest.p50_ms / p50_ms),
    budget: 'never slower',
    met: slowest.p50_ms <= 1.02 * p50_ms, // two in a hundred is noise here
  };
}

// The aims, checked against the figures of this run.
function aims(results) {
  const at = (name, images) => results.find((r) => r.engine === name && r.images === images && !r.why_not);
  const images = comparedSize(results);
  const [ours, numpy] = [at('palette', images), at('numpy', images)];
  const size = `${count(images)} x ${DIMENSION}`;
  const rivals = results.filter(
    (r) => r.images === images && r.engine !== 'palette' && r.one_client?.recall >= ours.one_client.recall,
  );
  const fastest = rivals.toSorted((x, y) => x.one_client.p50_ms - y.one_client.p50_ms)[0];
  const p50_ms = ours.one_client.p50_ms;
  return [
    {
      what: `Search over ${size}: p50`,
      palette: milliseconds(p50_ms),
      peer: `numpy: ${milliseconds(numpy.one_client.p50_ms)}`,
      ratio: times(numpy.one_client.p50_ms / p50_ms),
      budget: `>= ${RATIO_MIN} x at 1M`,
      met: numpy.one_client.p50_ms >= RATIO_MIN * p50_ms,
    },
    {
      what: `The same, beside the fastest that is as exact`,
      palette: `${milliseconds(p50_ms)}, recall ${ours.one_client.recall.toFixed(4)}`,
      peer: `${titleOf(fastest.engine)}: ${milliseconds(fastest.one_client.p50_ms)}, recall ${fastest.one_client.recall.toFixed(4)}`,
      ratio: times(fastest.one_client.p50_ms / p50_ms),
      budget: 'at least as fast',
      met: p50_ms <= fastest.one_client.p50_ms,
    },
    besideUnfiltered(ours, size),
    besideMemory(ours, size),
    {
      what: `Memory, ${size}`,
      palette: bytes(ours.resident_bytes),
      peer: `numpy: ${bytes(numpy.resident_bytes)}`,
      ratio: times(ours.resident_bytes / numpy.resident_bytes),
      budget: `<= ${MEMORY_SHARE_MAX} x`,
      met: ours.resident_bytes <= MEMORY_SHARE_MAX * numpy.resident_bytes,
    },
    {
      what: `Ready after a start, ${size}`,
      palette: milliseconds(ours.ready_s * 1000),
      budget: `<= ${READY_S_MAX} s`,
      met: ours.ready_s <= READY_S_MAX,
    },
  ];
}

function report(results, real, machine, samples) {
  const filters = ENGINES.map(({ name, title }) => {
    const kind = results.find((result) => result.engine === name && result.filter_kind)?.filter_kind;
    return kind ? `${title}: ${kind}` : undefined;
  }).filter(Boolean);
  return [
    '# Vector search beside other engines',
    '',
    ...describeMachine(machine),
    `- ${DIMENSION} dimensions: blended from the embeddings that the starter pack gave ${samples.samples} pictures of the demo library`,
    `- k = 50; ${QUERIES} queries, none of them in the index; recall against exact float32; times are of the engine alone, without HTTP`,
    `- graphs: 16 links, 128 for building; "ef" is the smallest of ${'64, 128 ... 2048'} with recall ${RECALL_WANTED}, or 2048`,
    `- filters: ${filters.join('; ')}. Times of filtered searches are medians of one client; a recall under ${RECALL_WANTED} stands behind them`,
    '- every index is saved and loaded before it is asked; memory is what the process holds besides clean copies of files; * built in an earlier run',
    '',
    '![Recall and time](vectors-recall.svg)',
    '![Time and size](vectors-size.svg)',
    '![Time and filter](vectors-filter.svg)',
    '',
    ...table(results),
    '',
    `## The embeddings themselves`,
    '',
    `Those of the demo library as they are, ${QUERIES} of them held out as queries.`,
    '',
    ...table(real),
    '',
  ].join('\n');
}

const SIZES = { quick: [10_000], usual: [10_000, 100_000, 1_000_000], full: [10_000, 100_000, 1_000_000, 5_000_000] };

export async function measure({ quick, full, library, graph_minutes, machine, say, folder }) {
  const data = libraryWithEmbeddings(library);
  const samples = exported(data, DIMENSION);
  const options = { seconds: quick ? 1 : 2, graph_minutes };
  built('peers');
  say('making the embeddings');
  const blended = dataset(samples, SIZES[quick ? 'quick' : full ? 'full' : 'usual']);
  const real = measureAll(dataset(exported(data, 0), []), options, say);
  const results = measureAll(blended, options, say);
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, `vectors${name}`), text);
  write('.md', report(results, real, machine, samples));
  write('.csv', csv([...results, ...real]));
  write('.json', `${JSON.stringify({ machine, samples: samples.samples, results, real }, null, 2)}\n`);
  for (const [name, svg] of Object.entries(plots(results))) write(`-${name}`, svg);
  return aims(results);
}
