import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COPIED, writeCopies, writePictures } from './pictures';

// Five libraries on the real server: one full, one empty, one of copies, and two as full in which people make their
// accounts, of which one is for the first person's days. Where PALETTE_URL names a running server, that one is tested
// instead, and PALETTE_EMPTY_URL, PALETTE_COPIES_URL, PALETTE_PEOPLE_URL and PALETTE_UNCLAIMED_URL, where given, name the
// others.

const BINARY = resolve(import.meta.dirname, process.env.PALETTE_BIN ?? '../../build/release/palette');
const PICTURES = 240;
const READY_MS_MAX = 180_000;
const PAUSE_MS = 200;
const TOLD_CHARACTERS = 2000;

export default async function serveLibraries(): Promise<() => Promise<void>> {
  if (process.env.PALETTE_URL) return async () => {};

  const folder = mkdtempSync(join(tmpdir(), 'palette-e2e-'));
  const pictures = join(folder, 'pictures');
  writePictures(pictures, PICTURES);

  const [full, copies] = [join(folder, 'full'), join(folder, 'copies')];
  importInto(full, pictures);
  writeCopies(join(folder, 'copied'));
  importInto(copies, join(folder, 'copied'));
  const [peopled, unclaimed] = [join(folder, 'peopled'), join(folder, 'unclaimed')];
  for (const copy of [peopled, unclaimed]) cpSync(full, copy, { recursive: true });
  // They are compared at the lowest priority: before there is anything else to do.
  const copied = await serve(copies);
  await compared(copied.url);
  const [whole, empty, ...others] = await Promise.all(
    [full, join(folder, 'empty'), peopled, unclaimed].map(serve),
  );
  const servers = [whole, empty, copied, ...others].filter((server) => server !== undefined);
  const names = ['URL', 'EMPTY_URL', 'COPIES_URL', 'PEOPLE_URL', 'UNCLAIMED_URL'];
  for (const [at, { url }] of servers.entries()) process.env[`PALETTE_${names[at]}`] = url;
  await understood(process.env.PALETTE_URL ?? '');

  return async () => {
    await Promise.all(servers.map(({ child }) => stopped(child)));
    rmSync(folder, { recursive: true, force: true });
  };
}

function importInto(data: string, pictures: string): void {
  const imported = spawnSync(BINARY, ['import', '--data', data, '--json', pictures], { encoding: 'utf8' });
  if (imported.status !== 0)
    throw new Error(`palette import failed: ${imported.error ?? imported.stderr.slice(-TOLD_CHARACTERS)}`);
}

async function serve(data: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(BINARY, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    async () => (await fetch(`${url}/readyz`)).ok,
    `palette serve did not become ready on ${url}`,
    child,
  );
  return { url, child };
}

function understood(url: string): Promise<void> {
  return until(async () => {
    const library = (await (await fetch(`${url}/api/v1/library`)).json()) as {
      ready: number;
      pending: number;
    };
    return library.pending === 0 && library.ready > 0;
  }, 'the pictures were not understood in time');
}

function compared(url: string): Promise<void> {
  return until(async () => {
    const page = (await (await fetch(`${url}/api/v1/duplicates`)).json()) as {
      groups: number;
      pending: number;
    };
    return page.pending === 0 && page.groups === COPIED.length;
  }, 'the copies were not found in time');
}

async function until(
  happened: () => Promise<boolean>,
  otherwise: string,
  child?: ChildProcess,
): Promise<void> {
  const end = Date.now() + READY_MS_MAX;
  while (Date.now() < end) {
    if (child?.exitCode != null) throw new Error(`palette serve ended with ${child.exitCode}`);
    if (await happened().catch(() => false)) return;
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
  throw new Error(otherwise);
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(address)));
    });
  });
}
