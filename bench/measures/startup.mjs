// From the start of the process to a 200 of /readyz, without and with the cache of the vector index on disk. The files are
// in the page cache both times.
import { join } from 'node:path';
import { count, milliseconds } from '../lib/format.mjs';
import { libraryOf } from '../lib/libraries.mjs';
import { cpuSeconds } from '../lib/process_facts.mjs';
import { Server } from '../lib/server.mjs';
import { median } from '../lib/statistics.mjs';
import { remove } from '../lib/workplace.mjs';

const READY_MS_MAX = 3000;

// Milliseconds until ready, and of CPU used until then.
async function readyTimes(data, repetitions, has_cache) {
  const times_ms = [];
  const cpu_ms = [];
  for (let i = 0; i < repetitions; ++i) {
    if (!has_cache) remove(join(data, 'index'));
    const server = await Server.start(data);
    times_ms.push(server.ready_ms);
    cpu_ms.push(cpuSeconds(server.pid) * 1000);
    await server.stop(); // writes the cache
  }
  return { times_ms, cpu_ms };
}

export async function measure({ quick, images }) {
  const repetitions = quick ? 3 : 5;
  const rows = [];
  for (const size of [0, 2600, images]) {
    const data = await libraryOf(size);
    const without = await readyTimes(data, repetitions, false);
    const with_cache = size ? await readyTimes(data, repetitions, true) : without;
    const without_ms = median(without.times_ms);
    const with_ms = median(with_cache.times_ms);
    rows.push({
      what: `Start to ready, ${size ? `${count(size)} images` : 'empty library'}`,
      palette: size
        ? `${milliseconds(with_ms)} with, ${milliseconds(without_ms)} without index cache`
        : milliseconds(with_ms),
      peer: '',
      ratio: '',
      budget: '<= 3 s at 1M',
      met: size >= 1_000_000 ? with_ms <= READY_MS_MAX : undefined,
      note: `medians of ${repetitions}; ${milliseconds(median(with_cache.cpu_ms))} of CPU until ready${size ? ' with the cache' : ''}`,
      data: { images: size, with_cache, without_cache: without },
    });
  }
  return rows;
}
