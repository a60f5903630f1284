// Resident memory of the server: empty, with the large library after one search, and after 50 clients have been there.
import { bytes, count, number } from '../lib/format.mjs';
import { libraryOf, queriesFor } from '../lib/libraries.mjs';
import { load } from '../lib/load.mjs';
import { residentBytes } from '../lib/process_facts.mjs';
import { Server } from '../lib/server.mjs';

const CLIENTS = 50;
const LOAD_MS = 2000;

async function residentAfter(data, use) {
  const server = await Server.start(data);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

export async function measure({ images }) {
  const search = (text) => `/api/v1/search?q=${encodeURIComponent(text)}&limit=60`;
  const empty = await residentAfter(await libraryOf(0), async (server) => {
    await server.get(search('red house'));
    return residentBytes(server.pid);
  });
  const data = await libraryOf(images);
  const queries = queriesFor(data);
  const { quiet, busy } = await residentAfter(data, async (server) => {
    const { status } = await server.get(search(queries[0]));
    if (status !== 200) throw new Error(`a search answered ${status}`);
    const quiet = residentBytes(server.pid);
    let asked = 0;
    await load(server.port, () => search(queries[asked++]), { clients: CLIENTS, time_ms: LOAD_MS });
    return { quiet, busy: residentBytes(server.pid) };
  });
  return [
    {
      what: `Resident memory, ${count(images)} images, after a search`,
      palette: `${bytes(quiet.total)}, ${number((quiet.total - empty.total) / images, 'B')} an image more than empty`,
      peer: `empty library: ${bytes(empty.total)}`,
      ratio: '',
      budget: '<= 700 MB at 1M',
      met: undefined,
      note:
        `${bytes(quiet.anonymous)} of it is Palette's own, the rest mapped files (SQLite reads through a mapping); ` +
        `${bytes(busy.total)} (own ${bytes(busy.anonymous)}) after ${LOAD_MS / 1000} s of ${CLIENTS} clients`,
      data: { images, empty, quiet, busy },
    },
  ];
}
