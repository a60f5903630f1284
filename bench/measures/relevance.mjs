// How well the starter pack understands: `palette eval` over sets of pictures that are not part of the repository. A set is
// a folder NAME with `images.tar` (or `images/`) and its table of words; `training/train.sh` leaves most of them in
// training/work/sets. A set that is not there is said, and fails nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { milliseconds, number } from '../lib/format.mjs';
import { benchmarks } from '../lib/google_benchmark.mjs';
import { PICTURES, pictures } from '../lib/libraries.mjs';
import { pack, palette, root, run } from '../lib/workplace.mjs';

const IMAGES_PER_SECOND_MIN = 60;
const TEXT_MS_MAX = 2;
const TIMEOUT_S = 1800; // a thousand pictures take half a minute on a quiet machine

const recalls = ({ text_to_image: found }) => [found.r1, found.r5, found.r10];
const captions = (found) => found.captions;

const SETS = [
  {
    set: 'flickr8k-dev',
    what: 'Flickr8k dev, caption to image: R@1 / 5 / 10',
    shown: recalls,
    queries: captions,
    aims: [undefined, undefined, 35],
  },
  {
    set: 'stamps',
    what: 'Tux Paint stamps, caption to image: R@1 / 5 / 10',
    shown: recalls,
    queries: captions,
    aims: [undefined, 40, undefined],
  },
  {
    set: 'openclipart',
    what: 'Open Clip Art held out, title to image: R@1 / 5 / 10',
    shown: recalls,
    queries: captions,
    aims: [undefined, undefined, 45],
  },
  {
    set: 'paraphrases',
    what: 'queries in words that stand in no title: R@1 / 5 / 10',
    options: ['--names'],
    shown: recalls,
    queries: captions,
    aims: [undefined, undefined, 50],
  },
  {
    set: 'photographs',
    what: 'photographs, the name of their class: first / among five',
    options: ['--names'],
    shown: ({ image_to_text: found }) => [found.r1, found.r5],
    aims: [55, undefined],
  },
  {
    set: 'tags',
    kind: 'tags',
    what: 'tags on held-out pictures: mAP / precision / recall',
    shown: (found) => [found.map, found.precision, found.recall],
    aims: [45, 70, undefined],
  },
  {
    set: 'similar',
    kind: 'similar',
    what: 'held-out pictures like one another: precision@10 by shared tag',
    shown: (found) => [found.precision_at_10],
    aims: [undefined],
  },
];
const WORDS = {
  retrieval: ['--captions', 'captions.tsv'],
  tags: ['--labels', 'labels.tsv'],
  similar: ['--labels', 'labels.tsv'],
};

function folderOf(set, folders) {
  return folders.map((folder) => join(folder, set)).find((folder) => existsSync(folder));
}

// Two standard errors of a share measured on so many pictures or queries, in percent.
function noise(percent, asked) {
  return 2 * Math.sqrt((percent * (100 - percent)) / asked);
}

function measured({ set, kind = 'retrieval', options = [], shown, queries = (found) => found.images, aims }, folder) {
  const archive = join(folder, 'images.tar');
  const images = existsSync(archive) ? archive : join(folder, 'images');
  const [option, words] = WORDS[kind];
  const args = ['eval', kind, '--pack', pack, '--images', images, option, join(folder, words), '--json', ...options];
  const found = JSON.parse(run(palette, args, { timeout_s: TIMEOUT_S }));
  const figures = shown(found);
  // Several captions of one picture are hardly more than one.
  const asked = Math.min(found.images, queries(found));
  const widest = Math.max(...figures.map((figure) => noise(figure, asked)));
  return {
    palette: figures.map((figure) => figure.toFixed(1)).join(' / '),
    ratio: '',
    met: aims.every((aim, i) => !aim || figures[i] >= aim),
    peer: `${found.images} pictures${asked < found.images ? `, ${asked} queries` : ''}, +- ${widest.toFixed(1)}`,
    data: { set, ...found },
  };
}

// A set that cannot be measured is said in its row, and keeps no other from being measured.
function rowOf(asked, folders) {
  const row = { what: asked.what, budget: asked.aims.map((aim) => (aim ? `>= ${aim}` : '-')).join(' / ') };
  const folder = folderOf(asked.set, folders);
  if (!folder) return { ...row, palette: 'not here', note: `no set '${asked.set}' in ${folders.length} folders` };
  try {
    return { ...row, ...measured(asked, folder) };
  } catch (error) {
    return { ...row, palette: 'failed', note: error.message, failed: true };
  }
}

// Pictures a second, from file to answer.
function fromFiles() {
  const measured = ['--images', pictures(PICTURES), '--pictures', '96', '--rounds', '3', '--json'];
  return JSON.parse(run(palette, ['bench', 'models', '--pack', pack, '--log-level', 'warn', ...measured]))
    .end_to_end_images_per_s;
}

function speedRows(quick) {
  const seconds = quick ? 0.3 : 1;
  const rates = benchmarks('inference', 'BM_understand', seconds).map((report) => report.items_per_second);
  const texts = benchmarks('inference', 'BM_embed_text', seconds);
  if (!rates.length || !texts.length) return [{ what: 'speed', palette: 'not measured', note: 'the benchmarks are not built' }];
  const rate = Math.max(...rates.filter(Number.isFinite));
  const text_ms = texts[0].real_time;
  return [
    {
      what: 'image encoder and tagger, images a second',
      palette: number(rate),
      budget: `>= ${IMAGES_PER_SECOND_MIN}`,
      met: rate >= IMAGES_PER_SECOND_MIN,
      data: { set: 'image speed', images_per_second: rate },
    },
    {
      what: 'the same from JPEG files of 1600 x 1067, decoding included',
      palette: number(fromFiles()),
      budget: '-',
    },
    {
      what: 'text encoder, one query',
      palette: milliseconds(text_ms),
      budget: `<= ${milliseconds(TEXT_MS_MAX)}`,
      met: text_ms <= TEXT_MS_MAX,
      data: { set: 'text speed', text_ms },
    },
  ];
}

export async function measure({ quick, sets }) {
  const folders = [...sets, join(root, 'training/work/sets')];
  return [...SETS.map((set) => rowOf(set, folders)), ...speedRows(quick)];
}
