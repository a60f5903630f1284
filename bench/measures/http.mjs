// The first page of the wall and searches over HTTP, from 50 keep-alive clients. Two kinds of load: all clients ask again
// at once ("at full speed", the most the machine can do while generator and server share it), and each asks once a second.
import { bytes, count, milliseconds, number, percent } from '../lib/format.mjs';
import { benchmarks } from '../lib/google_benchmark.mjs';
import { libraryOf, queriesFor } from '../lib/libraries.mjs';
import { load } from '../lib/load.mjs';
import { cpuSeconds } from '../lib/process_facts.mjs';
import { Server } from '../lib/server.mjs';
import { percentile } from '../lib/statistics.mjs';

const CLIENTS = 50;
const PAGE_ITEMS = 60; // what the web app asks for
const BUDGET_S = 0.05;
const REQUESTS_MAX = 20_000;
const WARM_UP_MS = 700;

// How many requests of a route the server has answered, by the upper bound of their time in seconds.
async function histogram(server, route) {
  const found = new Map();
  for (const [name, value] of await server.metrics()) {
    if (!name.startsWith('palette_http_request_seconds_bucket{') || !name.includes(`route="${route}"`))
      continue;
    const bound = name.match(/le="([^"]+)"/)[1];
    const bound_s = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
    found.set(bound_s, (found.get(bound_s) ?? 0) + value);
  }
  return found;
}

// Of the requests between two histograms: the part within the budget, and the bucket their 99th percentile lies in.
function serverTimes(before, after) {
  const bounds = [...after.keys()].sort((x, y) => x - y);
  const until = new Map(bounds.map((bound) => [bound, after.get(bound) - (before.get(bound) ?? 0)]));
  const all = until.get(Number.POSITIVE_INFINITY) ?? 0;
  if (all === 0) return undefined;
  return {
    requests: all,
    within_budget: (until.get(BUDGET_S) ?? 0) / all,
    p99_at_most_ms: bounds.find((bound) => until.get(bound) >= 0.99 * all) * 1000,
  };
}

async function underLoad(server, { name, cost = '', route, path }, images, pause_ms, time_ms) {
  await load(server.port, path, { clients: CLIENTS, time_ms: WARM_UP_MS });
  const before = await histogram(server, route);
  const cpu_before = cpuSeconds(server.pid);
  const own_cpu_before = process.cpuUsage();
  const asked = await load(server.port, path, {
    clients: CLIENTS,
    time_ms,
    requests_max: REQUESTS_MAX,
    pause_ms,
  });
  const cpu = cpuSeconds(server.pid) - cpu_before;
  const own_cpu = process.cpuUsage(own_cpu_before);
  const times = serverTimes(before, await histogram(server, route));

  const requests = asked.latencies_ms.length;
  const p50_ms = percentile(asked.latencies_ms, 0.5);
  const p99_ms = percentile(asked.latencies_ms, 0.99);
  const cpu_ms = (cpu / requests) * 1000;
  const generator_cpu_ms = (own_cpu.user + own_cpu.system) / 1000 / requests;
  const failed = asked.failed ? `, ${asked.failed} of them failed` : '';
  return {
    what: `${name}, ${count(images)} images, ${CLIENTS} clients ${pause_ms ? 'once a second each' : 'at full speed'}: p50 (p99) at the client`,
    palette: `${milliseconds(p50_ms)} (${milliseconds(p99_ms)}), ${number(requests / asked.seconds, 'requests/s')}`,
    peer: '',
    ratio: times ? `${percent(times.within_budget)} within 50 ms of server time` : '',
    budget: 'p99 < 50 ms of server time',
    met: times && asked.failed === 0 ? times.within_budget >= 0.99 : undefined,
    note:
      `${requests} requests${failed}, ${number(cpu_ms, 'ms')} of server CPU${cost}, ${number(generator_cpu_ms, 'ms')} of the generator's and ${bytes(asked.bytes / requests)} each` +
      (times ? `; server p99 <= ${milliseconds(times.p99_at_most_ms)}` : ''),
    data: {
      requests,
      failed: asked.failed,
      p50_ms,
      p99_ms,
      cpu_ms,
      generator_cpu_ms,
      server: times,
      seconds: asked.seconds,
    },
  };
}

export async function measure({ quick, images }) {
  const data = await libraryOf(images);
  const queries = queriesFor(data);
  const [encoder] = benchmarks('inference', 'BM_embed_text', quick ? 0.2 : 1);
  let asked = 0;
  const pages = [
    {
      name: 'First page of the wall',
      route: '/api/v1/images',
      path: () => `/api/v1/images?order=shuffle&seed=${asked++}&limit=${PAGE_ITEMS}`,
    },
    {
      name: 'Search, every text another',
      cost: encoder ? `, the text encoder alone ${milliseconds(encoder.real_time)}` : '',
      route: '/api/v1/search',
      path: () =>
        `/api/v1/search?q=${encodeURIComponent(queries[asked++ % queries.length])}&limit=${PAGE_ITEMS}`,
    },
  ];
  const server = await Server.start(data);
  const rows = [];
  try {
    for (const page of pages) {
      for (const pause_ms of [0, 1000]) {
        rows.push(await underLoad(server, page, images, pause_ms, quick ? 3000 : 10_000));
      }
    }
  } finally {
    await server.stop();
  }
  return rows;
}
