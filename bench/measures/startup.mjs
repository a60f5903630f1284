// From the start of the process to a 200 of /readyz, without and with the cache of the vector index on disk. The files are
// in the page cache both times.
import { join } from 'node:path';
import { count, milliseconds } from '../lib/format.mjs';
import { libraryOf } from '../lib/libraries.mjs';
import { Server } from '../lib/server.mjs';
import { median } from '../lib/statistics.mjs';
import { remove } from '../lib/workplace.mjs';

const READY_MS_MAX = 3000;

async function readyTimes(data, repetitions, has_cache) {
  const times_ms = [];
  for (let i = 0; i < repetitions; ++i) {
    if (!has_cache) remove(join(data, 'index'));
    const server = await Server.start(data);
    times_ms.push(server.ready_ms);
    await server.stop(); // writes the cache
  }
  return times_ms;
}

export async function measure({ quick, images }) {
  const repetitions = quick ? 3 : 5;
  const rows = [];
  for (const size of [0, 2600, images]) {
    const data = await libraryOf(size);
    const without_ms = await readyTimes(data, repetitions, false);
    const with_ms = size ? await readyTimes(data, repetitions, true) : [];
    const [without, with_cache] = [median(without_ms), median(with_ms)];
    rows.push({
      what: `Start to ready, ${size ? `${count(size)} images` : 'empty library'}`,
      palette: size
        ? `${milliseconds(with_cache)} with, ${milliseconds(without)} without index cache`
        : milliseconds(without),
      peer: '',
      ratio: '',
      budget: '<= 3 s at 1M',
      met: size >= 1_000_000 ? with_cache <= READY_MS_MAX : undefined,
      note: `medians of ${repetitions}`,
      data: { images: size, with_cache_ms: with_ms, without_cache_ms: without_ms },
    });
  }
  return rows;
}
