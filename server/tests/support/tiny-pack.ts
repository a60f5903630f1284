// Model packs of a few kilobytes that see nothing but how red, green and blue a picture is, and know the words "red",
// "green" and "blue".

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, onnx, type Tensor } from './onnx';

export interface TinyPack {
  name: string;
  version?: string;
  /** Names of its tags of red, green and blue; none: it gives no tags. */
  tags?: readonly [string, string, string];
  /** Only tags: no embeddings. */
  onlyTags?: boolean;
  /** "red" means green, "green" blue and "blue" red: what a search finds says which pack it went by. */
  confused?: boolean;
  /** Takes about a twentieth of a second for each picture: what goes on meanwhile can be looked at. */
  slow?: boolean;
  /** The last touch to pack.json. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a test wants to be wrong
  change?: (description: any) => void;
}

const DIMENSION = 8;
const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'red', 'green', 'blue'];
const SLOW_CHANNELS = 96;

const row = (values: Record<number, number>, length = DIMENSION) => Array.from({ length }, (_, i) => values[i] ?? 0);

/** Convolutions whose result counts for nothing. */
function slowness(): { nodes: Node[]; constants: Tensor[] } {
  const kernel = (name: string, channels: number): Tensor => ({
    name,
    shape: [SLOW_CHANNELS, channels, 3, 3],
    values: Array.from({ length: SLOW_CHANNELS * channels * 9 }, (_, i) => ((i * 37) % 11) / 500),
  });
  const conv = (from: string, name: string, to: string): Node => ({
    op: 'Conv',
    inputs: [from, name],
    outputs: [to],
    attributes: { pads: [1, 1, 1, 1] },
  });
  return {
    nodes: [
      conv('image', 'kernel_1', 'layer_1'),
      conv('layer_1', 'kernel_2', 'layer_2'),
      conv('layer_2', 'kernel_2', 'layer_3'),
      conv('layer_3', 'kernel_2', 'layer_4'),
      { op: 'ReduceMean', inputs: ['layer_4'], outputs: ['pooled'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'MatMul', inputs: ['pooled', 'nothing'], outputs: ['nought'] },
    ],
    constants: [
      kernel('kernel_1', 3),
      kernel('kernel_2', SLOW_CHANNELS),
      { name: 'nothing', shape: [SLOW_CHANNELS, DIMENSION], values: row({}, SLOW_CHANNELS * DIMENSION) },
    ],
  };
}

function imageModel(pack: TinyPack, size: number): Buffer {
  const slow = pack.slow ? slowness() : { nodes: [], constants: [] };
  const nodes: Node[] = [
    { op: 'ReduceMean', inputs: ['image'], outputs: ['color'], attributes: { axes: [2, 3], keepdims: 0 } },
    ...slow.nodes,
  ];
  const outputs = [];
  const constants = [...slow.constants];
  if (!pack.onlyTags) {
    nodes.push({ op: 'MatMul', inputs: ['color', 'spread'], outputs: [pack.slow ? 'quick' : 'embedding'] });
    if (pack.slow) nodes.push({ op: 'Add', inputs: ['quick', 'nought'], outputs: ['embedding'] });
    constants.push({
      name: 'spread',
      shape: [3, DIMENSION],
      values: [0, 1, 2].flatMap((channel) => row({ [channel]: 1, 3: 0.05 })),
    });
    outputs.push({ name: 'embedding', type: 'float32', shape: ['batch', DIMENSION] } as const);
  }
  if (pack.tags) {
    // On where one colour is well above the others.
    const prefer = [0, 1, 2].flatMap((channel) => [0, 1, 2].map((tag) => (channel === tag ? 20 : -20)));
    nodes.push({ op: 'MatMul', inputs: ['color', 'prefer'], outputs: ['tag_logits'] });
    constants.push({ name: 'prefer', shape: [3, 3], values: prefer });
    outputs.push({ name: 'tag_logits', type: 'float32', shape: ['batch', 3] } as const);
  }
  return onnx({
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, size, size] }],
    outputs,
    nodes,
    constants,
  });
}

function textModel(confused: boolean): Buffer {
  const of = (color: number) => row({ [confused ? (color + 1) % 3 : color]: 1 });
  const table = [row({}), row({ 3: 0.5 }), row({ 4: 0.05 }), row({}), of(0), of(1), of(2)];
  return onnx({
    inputs: [{ name: 'ids', type: 'int64', shape: [1, 'tokens'] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: [1, DIMENSION] }],
    nodes: [
      { op: 'Gather', inputs: ['table', 'ids'], outputs: ['rows'] },
      { op: 'ReduceMean', inputs: ['rows'], outputs: ['embedding'], attributes: { axes: [1], keepdims: 0 } },
    ],
    constants: [{ name: 'table', shape: [WORDS.length, DIMENSION], values: table.flat() }],
  });
}

/** Writes the pack into a folder of its own and answers that. */
export function writeTinyPack(parent: string, pack: TinyPack): string {
  const folder = join(parent, `${pack.name}-${pack.version ?? '1'}`);
  mkdirSync(folder, { recursive: true });
  const size = pack.slow ? 128 : 16;
  const image = {
    file: 'image.onnx',
    input: 'image',
    output: pack.onlyTags ? 'tag_logits' : 'embedding',
    size,
    resize: 'squash',
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    batch_max: 4,
  };
  writeFileSync(join(folder, 'image.onnx'), imageModel(pack, size));
  if (!pack.onlyTags) {
    writeFileSync(join(folder, 'text.onnx'), textModel(pack.confused ?? false));
    writeFileSync(join(folder, 'vocab.txt'), `${WORDS.join('\n')}\n`);
  }
  if (pack.tags) writeFileSync(join(folder, 'tags.tsv'), pack.tags.map((tag) => `${tag}\t0.5\n`).join(''));
  const files = Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name !== 'pack.json')
      .map((name) => {
        const content = readFileSync(join(folder, name));
        return [name, { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }];
      }),
  );
  const embedding = {
    dimension: DIMENSION,
    image,
    text: {
      file: 'text.onnx',
      ids: 'ids',
      output: 'embedding',
      tokenizer: { kind: 'wordpiece', file: 'vocab.txt', lowercase: true, tokens_max: 16 },
      prompt: '{}',
    },
    calibration: { strong_cosine: 0.9, related_cosine: 0.7 },
  };
  const tagger = pack.onlyTags
    ? { image, labels: 'tags.tsv', tags_max: 3 }
    : { file: 'image.onnx', output: 'tag_logits', labels: 'tags.tsv', tags_max: 3 };
  const description = {
    format: 1,
    name: pack.name,
    version: pack.version ?? '1',
    title: `Colours, by ${pack.name}`,
    licence: 'Apache-2.0',
    ...(pack.onlyTags ? {} : embedding),
    ...(pack.tags ? { tagger } : {}),
    files,
  };
  pack.change?.(description);
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(description));
  return folder;
}
