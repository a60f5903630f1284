// One `palette serve` on a free port.
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { palette, pack as starter, start } from './workplace.mjs';

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 60_000;

export class Server {
  // Resolves when /readyz says 200; `ready_ms` is the time from the start of the process until then.
  static async start(data, { pack = starter, args = [] } = {}) {
    const began = process.hrtime.bigint();
    const usual = ['serve', '--data', data, '--pack', pack, '--listen', '127.0.0.1:0', '--log-level', 'warn'];
    const child = start(palette, [...usual, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let trouble = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      trouble = (trouble + text).slice(-2000);
    });
    const port = await new Promise((resolve, reject) => {
      let said = '';
      const timer = setTimeout(
        () => reject(new Error('palette serve does not say where it listens')),
        READY_WITHIN_MS,
      );
      child.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
        const found = said.match(/http:\/\/127\.0\.0\.1:(\d+)\//);
        if (found) {
          clearTimeout(timer);
          resolve(Number(found[1]));
        }
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`palette serve ended with ${code}: ${trouble.trim()}`));
      });
    });
    const server = new Server(child, port);
    const until = Date.now() + READY_WITHIN_MS;
    while ((await server.get('/readyz').catch(() => ({}))).status !== 200) {
      if (Date.now() > until) throw new Error('palette serve does not become ready');
      await sleep(1);
    }
    server.ready_ms = Number(process.hrtime.bigint() - began) / 1e6;
    return server;
  }

  constructor(child, port) {
    this.child = child;
    this.pid = child.pid;
    this.port = port;
  }

  get(path) {
    return new Promise((resolve, reject) => {
      const request = http.get({ host: '127.0.0.1', port: this.port, path, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode, body }));
        response.on('error', reject);
      });
      request.on('error', reject);
    });
  }

  // The values of /metrics by "name{labels}".
  async metrics() {
    const { body } = await this.get('/metrics');
    const lines = body.split('\n').filter((line) => line && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' ') + 1)),
      ]),
    );
  }

  // As an operator stops it: the index cache is written.
  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }
}
