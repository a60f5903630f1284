// Which machine this is, and how quiet it was.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { bytes, percent } from './format.mjs';
import { busyShare } from './process_facts.mjs';
import { built, palette, run } from './workplace.mjs';

const LOOK_MS = 1500;
const BUSY_MAX = 0.1; // of all cores: more than this and the figures say less

export async function lookAtMachine() {
  const busy_before = await busyShare(LOOK_MS);
  const [one, all] = run(built('memory_bandwidth'), []).trim().split(' ').map(Number);
  return {
    cores: os.availableParallelism(),
    processor: processorName(),
    vectors: vectorExtensions(),
    memory_bytes: os.totalmem(),
    bandwidth: { one, all },
    kernel: os.release(),
    version: run(palette, ['--version']).trim(),
    node: process.version,
    busy_before,
  };
}

function processorName() {
  return os.cpus()[0]?.model ?? os.arch();
}

// The widest that the scan has code for.
function vectorExtensions() {
  const flags = readFileSync('/proc/cpuinfo', 'utf8').match(/^(?:flags|Features)\s*:(.*)$/m)?.[1] ?? '';
  return ['avx512_vnni', 'avx512f', 'avx2', 'asimd'].find((name) => flags.includes(name)) ?? 'none known';
}

export function describeMachine(machine) {
  const lines = [
    `- ${machine.cores} cores of ${machine.processor} (${machine.vectors}), ${bytes(machine.memory_bytes)} of memory, Linux ${machine.kernel}`,
    `- memory read at ${bytes(machine.bandwidth.one)}/s by one core, ${bytes(machine.bandwidth.all)}/s by all, measured in this run`,
    `- ${machine.version}, Node ${machine.node}`,
  ];
  if (machine.busy_before > BUSY_MAX) {
    lines.push(
      `- **not quiet**: other processes kept ${percent(machine.busy_before)} of the processor busy before the run; times are longer than on a quiet machine`,
    );
  }
  return lines;
}
