// `palette import` end to end against ONNX Runtime alone on the same image encoder and cores, taking turns in one run.
import { once } from 'node:events';
import { cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, count, milliseconds, number, percent } from '../lib/format.mjs';
import { benchmarks } from '../lib/google_benchmark.mjs';
import { libraryOf, PICTURES, pictures } from '../lib/libraries.mjs';
import { cpuSeconds } from '../lib/process_facts.mjs';
import { Server } from '../lib/server.mjs';
import { median } from '../lib/statistics.mjs';
import { pack, palette, remove, start, temporaryFolder } from '../lib/workplace.mjs';

const SHARE_MIN = 0.85;
const FLAT_MIN = 0.95; // "flat": into a large library as fast as into an empty one, within noise
const PICTURES_QUICK = 120;
const PICTURES_FLAT = 150;
const PICTURES_STAGES = 100;
const REPETITIONS_MAX = 3;
const BEGIN_ANOTHER_WITHIN_S = 80;
const CPU_LOOK_MS = 50;

// Images a second that ONNX Runtime alone reaches on the image encoder, in the fastest of some ways.
function encoderRate(quick) {
  const reports = benchmarks('inference', 'BM_runtime_(alone/(4|8|16)|side_by_side/4)/', quick ? 0.3 : 1);
  const rates = reports.map((report) => report.items_per_second).filter(Number.isFinite);
  return rates.length ? Math.max(...rates) : undefined;
}

// Imports into `data` and answers how long it took, from the start of the process to its end.
async function timedImport(data, paths) {
  const began = performance.now();
  const args = ['import', '--data', data, '--pack', pack, '--json', '--log-level', 'warn', ...paths];
  const child = start(palette, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  let trouble = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (trouble += text));
  let cpu_s = 0;
  const look = setInterval(() => {
    try {
      cpu_s = cpuSeconds(child.pid);
    } catch {} // it has just ended
  }, CPU_LOOK_MS);
  const [code] = await ended;
  clearInterval(look);
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0)
    throw new Error(`palette import ended with ${code}: ${(trouble || said).trim().slice(-300)}`);
  const { added } = JSON.parse(said);
  if (added === 0) throw new Error('palette import added nothing');
  return { added, seconds, cpu_s, rate: added / seconds };
}

// Where the time goes, as the workers of a server count it.
async function stages(paths) {
  const data = temporaryFolder('ingest-stages');
  const server = await Server.start(data);
  try {
    const { added } = await timedImport(data, paths);
    const metrics = await server.metrics();
    const of = (stage) =>
      (metrics.get(`palette_ingest_seconds{stage="${stage}"}`) ?? Number.NaN) / added;
    return { derive_ms: of('derive') * 1000, understand_ms: of('understand') * 1000 };
  } finally {
    await server.stop();
    remove(data);
  }
}

function part(folder, first, size) {
  const some = temporaryFolder(`pictures-${first}`);
  for (const name of readdirSync(folder)
    .sort()
    .slice(first, first + size))
    cpSync(join(folder, name), join(some, name));
  return some;
}

export async function measure({ quick, images, pictures: own_pictures }) {
  const folder = own_pictures ?? pictures(quick ? PICTURES_QUICK : PICTURES);
  const names = readdirSync(folder);
  const mean_bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / names.length;

  const imports = [];
  const encoder_rates = [];
  const shares = [];
  const began = performance.now();
  do {
    const encoder = encoderRate(quick);
    const data = temporaryFolder('ingest');
    const imported = await timedImport(data, [folder]);
    remove(data);
    imports.push(imported);
    if (encoder) {
      encoder_rates.push(encoder);
      shares.push(imported.rate / encoder);
    }
  } while (
    !quick &&
    imports.length < REPETITIONS_MAX &&
    performance.now() - began < BEGIN_ANOTHER_WITHIN_S * 1000
  );
  const rate = median(imports.map((imported) => imported.rate));
  const cpu_ms = median(imports.map(({ cpu_s, added }) => (cpu_s / added) * 1000));
  const split = await stages([part(folder, 0, PICTURES_STAGES)]);
  const share = shares.length ? median(shares) : undefined;
  const rows = [
    {
      what: `Ingest end to end, ${imports[0].added} pictures into an empty library`,
      palette: number(rate, 'images/s'),
      peer: encoder_rates.length
        ? `ONNX Runtime alone: ${number(median(encoder_rates), 'images/s')}`
        : 'ONNX Runtime alone: palette_inference_benchmarks is not built',
      ratio: share ? percent(share) : '',
      budget: '>= 85 %',
      met: share ? share >= SHARE_MIN : undefined,
      note:
        `${own_pictures ? folder : 'JPEG, 1600 x 1067 or upright'}, ${bytes(mean_bytes)} each; ${number(cpu_ms, 'ms')} of CPU an image; ` +
        `a decoder's time an image (decode, renditions, swatches; several work side by side) ${milliseconds(split.derive_ms)}, ` +
        `the model's ${milliseconds(split.understand_ms)}`,
      data: { imports, encoder_rates, shares, stages: split, mean_bytes },
    },
  ];
  return quick || own_pictures ? rows : [...rows, await flatRow(folder, images)];
}

async function flatRow(folder, images) {
  const some = [part(folder, 0, PICTURES_FLAT)];
  const empty = temporaryFolder('ingest');
  const into_empty = await timedImport(empty, some);
  remove(empty);
  const into_large = await timedImport(await libraryOf(images), some);
  const ratio = into_large.rate / into_empty.rate;
  return {
    what: `The same, ${PICTURES_FLAT} pictures into a library of ${count(images)}`,
    palette: number(into_large.rate, 'images/s'),
    peer: `into an empty one: ${number(into_empty.rate, 'images/s')}`,
    ratio: percent(ratio),
    budget: 'flat',
    met: ratio >= FLAT_MIN,
    data: { into_empty, into_large },
  };
}
