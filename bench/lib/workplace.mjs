// Where things are, and everything that must be gone when the run ends: temporary folders and child processes, each by
// its own path or id.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const bench = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
export const root = dirname(bench);
export const palette = process.env.PALETTE_BIN ?? join(root, 'build/release/palette');
export const build = dirname(palette); // the other programs of this build
export const pack = process.env.PALETTE_PACK ?? join(root, 'models/starter');
export const cache = join(root, '.cache/bench');

const children = new Set();
let temporary;

// A new folder on the disk the repository lies on: /tmp may be memory, which makes every fsync free.
export function temporaryFolder(name) {
  if (!temporary) {
    mkdirSync(cache, { recursive: true });
    temporary = mkdtempSync(join(cache, 'run-'));
  }
  const folder = join(temporary, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

export function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}

// A folder that outlives the run, filled once by `fill(folder)`.
export function cachedFolder(name, fill) {
  const folder = join(cache, name);
  if (!existsSync(folder)) {
    const half = temporaryFolder(name);
    fill(half);
    mkdirSync(cache, { recursive: true });
    run('mv', [half, folder]);
  }
  return folder;
}

export function start(program, args, options = {}) {
  const child = spawn(program, args, options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

// Runs to the end without a word and answers standard output; throws with the end of standard error where it fails
// (ends with another status than `statuses`).
export function run(program, args, { timeout_s = 600, statuses = [0], ...options } = {}) {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: timeout_s * 1000,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  if (!statuses.includes(done.status)) {
    const why = (done.stderr || done.stdout).trim().split('\n').slice(-3).join(' ');
    throw new Error(`${program} ${args[0] ?? ''} ended with ${done.status ?? done.signal}: ${why}`);
  }
  return done.stdout;
}

let python;
// A Python with numpy: the one on the path, else Debian's, which python3-numpy belongs to.
export function pythonWithNumpy() {
  python ??= [process.env.PYTHON, 'python3', '/usr/bin/python3'].find(
    (program) => program && spawnSync(program, ['-c', 'import numpy']).status === 0,
  );
  if (!python) throw new Error('no python3 with numpy (Debian: python3-numpy)');
  return python;
}

// The program of that name, built where its sources have changed.
export function built(name) {
  run('cmake', ['--build', build, '--target', name]);
  return join(build, name);
}

export function cleanUp() {
  for (const child of children) child.kill('SIGKILL');
  if (temporary) rmSync(temporary, { recursive: true, force: true });
  temporary = undefined;
}

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
