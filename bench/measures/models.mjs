// The models that `palette models pull` knows, at full size with random weights (training/export/full_size.py): Palette
// beside PyTorch, as the original ran them, and beside ONNX Runtime alone, on the same weights and pictures, in turns.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytes, count, milliseconds, number, percent, times } from '../lib/format.mjs';
import { libraryOf, PICTURES, pictures, queriesFor } from '../lib/libraries.mjs';
import { residentBytes } from '../lib/process_facts.mjs';
import { Server } from '../lib/server.mjs';
import { median, percentile } from '../lib/statistics.mjs';
import { bench, cache, palette, root, run, temporaryFolder } from '../lib/workplace.mjs';

const TIMES_THE_ORIGINAL_MIN = 4;
const SHARE_OF_RUNTIME_MIN = 0.9;
const COSINE_MIN = 0.999;
const QUERY_MS_MAX = 15;
const AFTER_IDLE_MS_MAX = 1000;
const IDLE_S = 1;
const QUERIES = 100;
const BATCH = 16;
const TIMEOUT_S = 3600;
const VARIANTS = ['float32', 'int8'];
// Of OpenCLIP, from words to results: as it is published, with texts as long as they are (decision 0053), and that in int8.
const QUERY_VARIANTS = ['float32', 'short', 'int8'];
const MODELS = [
  { name: 'openclip', title: 'OpenCLIP ViT-B/32', seen: 96, rounds: 3 },
  { name: 'siglip2', title: 'SigLIP 2 base', seen: 32, rounds: 3 },
  { name: 'ram-plus', title: 'RAM++ Swin-L', seen: 8, rounds: 2 },
];

const python = process.env.PALETTE_REFERENCE_PYTHON ?? join(cache, 'reference/bin/python');
const peers = join(bench, 'models/peers.py');
const packOf = (name, variant) => join(cache, 'models', `${name}-${variant}`);

function makePacks(name, variants, folder) {
  if (variants.every((variant) => existsSync(join(packOf(name, variant), 'pack.json')))) return;
  const script = join(root, 'training/export/full_size.py');
  run(python, [script, join(cache, 'models'), name, '--pictures', folder, '--variants', ...variants], {
    timeout_s: TIMEOUT_S,
  });
}

const asked = (program, args) => JSON.parse(run(program, args, { timeout_s: TIMEOUT_S }));

// The least cosine of two files of embeddings, row by row.
function leastCosine(one, other, rows) {
  const [a, b] = [one, other].map((file) => new Float32Array(new Uint8Array(readFileSync(file)).buffer));
  if (a.length !== b.length || a.length % rows) throw new Error('embeddings of different sizes');
  const width = a.length / rows;
  let least = 1;
  for (let row = 0; row < rows; ++row) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = row * width; i < (row + 1) * width; ++i) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    least = Math.min(least, ab / Math.sqrt(aa * bb));
  }
  return least;
}

// One turn of everything; images a second.
function turn({ name, seen }, folder, made) {
  const counted = [folder, '--count', String(seen)];
  const original = ['pytorch', name, ...counted, '--embeddings', join(made, 'original')];
  const found = {
    original: asked(python, [peers, ...original]),
    batched: asked(python, [peers, 'pytorch', name, ...counted, '--batch', String(Math.min(BATCH, seen / 2))]),
  };
  for (const variant of VARIANTS) {
    const pack = packOf(name, variant);
    const measured = ['--images', folder, '--pictures', String(seen), '--rounds', '1', '--device', 'cpu', '--json'];
    found[variant] = {
      runtime: asked(python, [peers, 'onnxruntime', name, ...counted, '--pack', pack]),
      palette: asked(palette, [
        ...['bench', 'models', '--pack', pack, '--log-level', 'warn'],
        ...[...measured, '--embeddings', join(made, variant)],
      ]),
    };
  }
  return found;
}

function speedRows(model, turns) {
  const of = (rate) => median(turns.map(rate));
  const original = (t) => t.original.images_per_s;
  return VARIANTS.flatMap((variant) => {
    const ours = (t) => t[variant].palette.end_to_end_images_per_s;
    const runtime = (t) => t[variant].runtime.images_per_s;
    const against = of((t) => ours(t) / original(t));
    const from_files = (t) => t[variant].runtime.from_files_images_per_s;
    const share = of((t) => ours(t) / from_files(t));
    // What is prepared on the model's own cores takes its time from them.
    const preparing = (t) => t[variant].palette.prepare_images_per_s;
    const limit = (t) => 1 / (1 / runtime(t) + 1 / preparing(t));
    const share_of_limit = of((t) => ours(t) / limit(t));
    const what = `${model.title} ${variant}, pictures from file to answer`;
    const { version, way, from_files_way } = turns[0][variant].runtime;
    const is_int8 = variant === 'int8';
    return [
      {
        what,
        palette: number(of(ours), 'images/s'),
        peer: `PyTorch ${turns[0].original.version} float32, one at a time: ${number(of(original), 'images/s')}`,
        ratio: times(against),
        budget: is_int8 ? `>= ${TIMES_THE_ORIGINAL_MIN} x` : '',
        met: is_int8 ? against >= TIMES_THE_ORIGINAL_MIN : undefined,
        note:
          `${model.seen} JPEG files of 1600 x 1067, the median of ${turns.length} turns; PyTorch in batches, prepared by ` +
          `other processes: ${number(of((t) => t.batched.images_per_s), 'images/s')}`,
        data: { model: model.name, variant, turns },
      },
      {
        what,
        palette: number(of(ours), 'images/s'),
        peer: `ONNX Runtime ${version}, the same files opened by Pillow meanwhile: ${number(of(from_files), 'images/s')}`,
        ratio: percent(share),
        budget: `>= ${SHARE_OF_RUNTIME_MIN * 100} %`,
        met: share >= SHARE_OF_RUNTIME_MIN,
        note: `the fastest of one, four and eight pictures a run and of a run each core; in ${variant}, the first turn: ${from_files_way}`,
      },
      {
        what,
        palette: number(of(ours), 'images/s'),
        peer: `ONNX Runtime alone, prepared pictures: ${number(of(runtime), 'images/s')}`,
        ratio: percent(of((t) => ours(t) / runtime(t))),
        budget: '',
        note: `the fastest of the same ways; in ${variant}, the first turn: ${way}`,
      },
      {
        what,
        palette: number(of(ours), 'images/s'),
        peer: `that and decoding alone (${number(of(preparing), 'images/s')}) on the same cores: ${number(of(limit), 'images/s')}`,
        ratio: percent(share_of_limit),
        budget: `>= ${SHARE_OF_RUNTIME_MIN * 100} %`,
        met: share_of_limit >= SHARE_OF_RUNTIME_MIN,
      },
    ];
  });
}

function equalityRow(model, made) {
  const [float32, int8] = VARIANTS.map((variant) =>
    leastCosine(join(made, 'original'), join(made, variant), model.seen),
  );
  return {
    what: `${model.title}: embeddings of ${model.seen} pictures, least cosine to PyTorch's`,
    palette: `float32 ${float32.toFixed(5)}, int8 ${int8.toFixed(5)}`,
    peer: 'PyTorch: 1',
    ratio: '',
    budget: `float32 >= ${COSINE_MIN}`,
    met: float32 >= COSINE_MIN,
    note: 'from file to embedding: Palette decodes by libvips, the original by Pillow',
  };
}

const searchFor = (text) => `/api/v1/search?q=${encodeURIComponent(text)}&limit=60`;

async function timed(server, text) {
  const began = performance.now();
  const { status } = await server.get(searchFor(text));
  if (status !== 200) throw new Error(`a search answered ${status}`);
  return performance.now() - began;
}

// Words to results over HTTP: a client that asks one thing after the other, then one that comes back after a pause.
async function queryRows(images) {
  const rows = [];
  for (const variant of QUERY_VARIANTS) {
    const pack = packOf('openclip', variant);
    const data = await libraryOf(images, pack);
    const [first, ...queries] = queriesFor(data).slice(0, QUERIES + 1);
    const server = await Server.start(data, { pack });
    const answered = [];
    try {
      await timed(server, first);
      for (const text of queries) answered.push(await timed(server, text));
    } finally {
      await server.stop();
    }
    const text_ms = asked(palette, [
      ...['bench', 'models', '--pack', pack, '--images', pictures(PICTURES)],
      ...['--pictures', '1', '--rounds', '1', '--json', '--log-level', 'warn'],
    ]).text_ms;
    rows.push({
      what: `OpenCLIP ${variant}: query text to results, ${count(images)} images`,
      palette: milliseconds(median(answered)),
      peer: `its text model alone: ${milliseconds(text_ms)}`,
      ratio: '',
      budget: variant === 'int8' ? `<= ${QUERY_MS_MAX} ms` : '',
      met: variant === 'int8' ? median(answered) <= QUERY_MS_MAX : undefined,
      note:
        `one client, ${answered.length} texts it has not asked for before; p99 ${milliseconds(percentile(answered, 0.99))}` +
        (variant === 'float32' ? '; as published: 77 tokens however short the text' : ''),
      data: { variant, images, answered, text_ms },
    });
    rows.push(await idleRow(data, pack, variant, queries));
  }
  return rows;
}

async function loadedModels(server) {
  const metrics = [...(await server.metrics())];
  return metrics.reduce((sum, [name, value]) => sum + (name.startsWith('palette_models_loaded{') ? value : 0), 0);
}

async function idleRow(data, pack, variant, queries) {
  const server = await Server.start(data, { pack, args: ['--model-idle', String(IDLE_S)] });
  const after = [];
  const held = [];
  try {
    for (const text of queries.slice(0, 4)) {
      after.push(await timed(server, `${text} again`));
      const busy = residentBytes(server.pid).total;
      while (await loadedModels(server)) await sleep(100);
      held.push({ busy, idle: residentBytes(server.pid).total });
    }
  } finally {
    await server.stop();
  }
  const search_ms = median(after.slice(1));
  return {
    what: `OpenCLIP ${variant}: the first search after the models were let go`,
    palette: milliseconds(search_ms),
    peer: '',
    ratio: '',
    budget: `<= ${milliseconds(AFTER_IDLE_MS_MAX)}`,
    met: search_ms <= AFTER_IDLE_MS_MAX,
    note: `resident ${bytes(held[0].busy)} after a search, ${bytes(held[0].idle)} when idle; the files are in the page cache`,
    data: { variant, after, held },
  };
}

export async function measure({ quick, images, say }) {
  if (!existsSync(python)) throw new Error(`no ${python}: ./dev bench models makes it`);
  const folder = pictures(PICTURES);
  const rows = [];
  for (const model of quick ? MODELS.slice(0, 1) : MODELS) {
    say(`${model.title}: making packs`);
    makePacks(model.name, model.name === 'openclip' ? [...VARIANTS, 'short'] : VARIANTS, folder);
    const made = temporaryFolder(model.name);
    const turns = [];
    while (turns.length < (quick ? 1 : model.rounds)) {
      say(`${model.title}: turn ${turns.length + 1}`);
      turns.push(turn(model, folder, made));
    }
    rows.push(...speedRows(model, turns));
    if (model.name !== 'ram-plus') rows.push(equalityRow(model, made));
  }
  say('queries');
  return [...rows, ...(await queryRows(images))];
}
