// The real binary: commands that run to their end, and servers.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from './client';

export const binary = resolve(
  process.env.PALETTE_BIN ?? resolve(import.meta.dirname, '../../../build/release/palette'),
);

export interface Outcome {
  /** null: ended by a signal */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Run as a user who is bound by file permissions, which root is not. */
  bound?: boolean;
  timeoutMs?: number;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

// Root without the two capabilities that make it ignore permissions. The files stay its own, so nothing has to change hands.
const OVERRIDES = '-dac_override,-dac_read_search';

function start(args: readonly string[], options: RunOptions): ChildProcess {
  if (!existsSync(binary)) throw new Error(`There is no ${binary}; build it or set PALETTE_BIN.`);
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
  for (const name of Object.keys(env)) {
    if (name.startsWith('PALETTE_') && !(options.env && name in options.env)) delete env[name];
  }
  env.PALETTE_PASSWORD_COST ??= 'low';
  const binding =
    options.bound && process.getuid?.() === 0
      ? ['setpriv', `--bounding-set=${OVERRIDES}`, `--inh-caps=${OVERRIDES}`]
      : [];
  const [command, ...rest] = [...binding, binary, ...args];
  const child = spawn(command as string, rest, {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** A command on its way, for tests that end it early. */
export class Command {
  readonly ended: Promise<Outcome>;
  private readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';

  constructor(args: readonly string[], options: RunOptions = {}) {
    this.child = start(args, options);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolveEnd, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) =>
        resolveEnd({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  get output() {
    return { stdout: this.stdout, stderr: this.stderr };
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals) {
    this.child.kill(signal);
  }

  async kill(): Promise<Outcome> {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  /** Fails the test when the command takes longer. */
  async endsWithin(timeoutMs: number): Promise<Outcome> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
    const outcome = await this.ended;
    clearTimeout(timer);
    if (outcome.signal === 'SIGKILL') {
      throw new Error(`palette did not end within ${timeoutMs} ms.\n${outcome.stdout}${outcome.stderr}`);
    }
    return outcome;
  }
}

/** Runs a command to its end. */
export function palette(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Command(args, options).endsWithin(options.timeoutMs ?? 60_000);
}

export interface ImportSummary {
  found: number;
  added: number;
  duplicates: number;
  failed: { path: string; reason: string }[];
}

export interface ImportOutcome extends Outcome {
  summary: ImportSummary;
}

/** `palette import --json`, with its summary read. */
export async function importInto(
  data: string,
  paths: readonly string[],
  options: RunOptions & { owner?: string } = {},
): Promise<ImportOutcome> {
  const owner = options.owner === undefined ? [] : ['--owner', options.owner];
  const outcome = await palette(['import', '--data', data, '--json', ...owner, ...paths], options);
  return { ...outcome, summary: summaryOf(outcome) };
}

export function summaryOf(outcome: Outcome): ImportSummary {
  try {
    return JSON.parse(outcome.stdout) as ImportSummary;
  } catch {
    throw new Error(`The import printed no JSON (exit ${outcome.code}):\n${outcome.stdout}${outcome.stderr}`);
  }
}

export interface CheckReport {
  images: number;
  originals: number;
  renditions: number;
  embeddings: number;
  pending: number;
  repaired: number;
  problems: string[];
}

/** What `palette check --deep` finds, and fails the test unless all agrees and the exit code says so. */
export async function checkAgrees(data: string, options: RunOptions = {}): Promise<CheckReport> {
  const outcome = await palette(['check', '--data', data, '--deep', '--json'], options);
  if (outcome.code !== 0) {
    throw new Error(`palette check ended with ${outcome.code}:\n${outcome.stdout}${outcome.stderr}`);
  }
  const report = JSON.parse(outcome.stdout) as CheckReport;
  if (report.problems.length > 0) throw new Error(`Exit 0 in spite of problems: ${report.problems.join(' ')}`);
  return report;
}

export interface ServeOptions extends RunOptions {
  web?: string;
  listen?: string;
  /** More flags of `palette serve`. */
  flags?: readonly string[];
}

/** `palette serve` on a free port. */
export class Server {
  private constructor(
    private readonly command: Command,
    readonly url: string,
    readonly api: Client,
  ) {}

  static async start(data: string, options: ServeOptions = {}): Promise<Server> {
    const web = options.web === undefined ? [] : ['--web', options.web];
    const command = new Command(
      ['serve', '--data', data, '--listen', options.listen ?? '127.0.0.1:0', ...web, ...(options.flags ?? [])],
      options,
    );
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const url = /Palette is at (http:\/\/\S+)\//.exec(command.output.stdout)?.[1];
      if (url) return new Server(command, url, new Client(url));
      if (!command.isRunning) break;
      await new Promise((wake) => setTimeout(wake, 10));
    }
    const outcome = await command.kill();
    throw new Error(`The server did not start (exit ${outcome.code}):\n${outcome.stdout}${outcome.stderr}`);
  }

  get output() {
    return this.command.output;
  }

  /** SIGTERM, as a service manager stops it. */
  async stop(): Promise<Outcome> {
    this.command.signal('SIGTERM');
    const outcome = await this.command.endsWithin(10_000);
    this.api.close();
    return outcome;
  }

  async kill(): Promise<void> {
    await this.command.kill();
    this.api.close();
  }
}

export async function killAll(): Promise<void> {
  const ends = [...running].map((child) => new Promise((ended) => child.once('close', ended)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ends);
}
