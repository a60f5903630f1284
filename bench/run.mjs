// Runs the measurements one after the other, never two at once, and prints one table.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { lookAtMachine } from './lib/machine.mjs';
import { markdown } from './lib/table.mjs';
import { bench, cleanUp, palette, root } from './lib/workplace.mjs';

const MEASURES = ['ingest', 'search', 'http', 'startup', 'memory', 'web'];
const LONG_MEASURES = ['vectors', 'relevance', 'models']; // only when they are named
const USAGE = `bench/run [NAME...] [--quick] [--images N] [--pictures FOLDER] [--sets FOLDER] [--json FILE]

  NAME               ${MEASURES.join(', ')}; without one, all of them;
                     vectors: the index beside FAISS, hnswlib, USearch, sqlite-vec and numpy, up to a million;
                     relevance: the starter pack on pictures that are not part of the repository;
                     models: OpenCLIP, SigLIP 2 and RAM++ at full size beside PyTorch and ONNX Runtime
  --quick            smaller and fewer: under 90 s, for a look and not for the record
  --images N         size of the large library (default 100000)
  --pictures FOLDER  what ingest imports (default: pictures made for it)
  --sets FOLDER      where relevance finds its sets, besides training/work/sets; may be given again
  --json FILE        where the figures go as JSON
  --full             vectors: five million too
  --library DATA     vectors: the embeddings of this library instead of the demo library's
  --graph-minutes N  vectors: graphs that take longer to build are left out (default 30)

A full run (all measures, nothing changed) also writes bench/results/latest.md and latest.json.
`;

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        images: { type: 'string', default: '100000' },
        pictures: { type: 'string' },
        sets: { type: 'string', multiple: true, default: [] },
        json: { type: 'string' },
        full: { type: 'boolean', default: false },
        library: { type: 'string' },
        'graph-minutes': { type: 'string', default: '30' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const images = Number(values.images);
    if (!Number.isInteger(images) || images < 1000)
      throw new Error('--images wants a whole number from 1000');
    const known = [...MEASURES, ...LONG_MEASURES];
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown) throw new Error(`there is no measure '${unknown}'`);
    return {
      ...values,
      images,
      names: positionals.length ? known.filter((name) => positionals.includes(name)) : MEASURES,
    };
  } catch (error) {
    process.stderr.write(`bench/run: ${error.message}\n\n${USAGE}`);
    return process.exit(1);
  }
}

const asked = options();
if (asked.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (!existsSync(palette)) {
  process.stderr.write(`bench/run: there is no ${palette}; build it with ./dev build --all\n`);
  process.exit(1);
}
const is_full =
  !asked.quick && !asked.pictures && asked.images === 100_000 && asked.names === MEASURES;
const began = Date.now();
const say = (text) =>
  process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}\n`);

say('looking at the machine');
const machine = await lookAtMachine();
const records = join(bench, 'results');
const looks = join(root, 'build/bench');
const context = {
  ...asked,
  graph_minutes: Number(asked['graph-minutes']),
  machine,
  bandwidth: machine.bandwidth,
  folder: asked.quick || asked.library ? looks : records,
  say,
};
const rows = [];
let is_complete = true;
for (const name of asked.names) {
  say(name);
  try {
    const { measure } = await import(`./measures/${name}.mjs`);
    const found = await measure(context);
    rows.push(...found.map((row) => ({ measure: name, ...row })));
    is_complete &&= !found.some((row) => row.failed);
  } catch (error) {
    is_complete = false;
    say(`${name} could not be measured: ${error.message}`);
    rows.push({ measure: name, what: name, palette: 'not measured', note: error.message });
  }
}
cleanUp();

const seconds = (Date.now() - began) / 1000;
const title = `Palette, measured${asked.quick ? ' (quick look)' : ''} on ${new Date(began).toISOString().slice(0, 10)}`;
const table = markdown({ title, machine, rows, seconds });
const json = `${JSON.stringify({ date: new Date(began).toISOString(), quick: asked.quick, seconds, machine, rows }, null, 2)}\n`;
process.stdout.write(table);
// Looks and parts of the table do not replace the table on record.
const folder = is_full && is_complete ? records : looks;
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'latest.md'), table);
writeFileSync(join(folder, 'latest.json'), json);
if (asked.json) {
  mkdirSync(dirname(asked.json), { recursive: true });
  writeFileSync(asked.json, json);
}
say(`also in ${folder}`);
process.exit(is_complete ? 0 : 1);
