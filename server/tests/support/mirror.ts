// A model hub on the own machine that serves files with ranges and marks of their version, and can be told to misbehave.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  range: string | undefined;
}

/** Answers in the mirror's place; false: it is to answer itself. */
export type Mischief = (request: IncomingMessage, response: ServerResponse, file: Buffer | undefined) => boolean;

export class Mirror {
  readonly asked: Asked[] = [];
  mischief: Mischief = () => false;

  private constructor(
    private readonly server: Server,
    readonly files: Record<string, Buffer>,
  ) {}

  static async open(files: Record<string, Buffer>): Promise<Mirror> {
    const server = createServer((request, response) => mirror.answer(request, response));
    const mirror = new Mirror(server, files);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return mirror;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }

  private answer(request: IncomingMessage, response: ServerResponse) {
    const path = (request.url ?? '').slice(1);
    const file = this.files[path];
    this.asked.push({ path, range: request.headers.range });
    if (this.mischief(request, response, file)) return;
    if (!file) {
      response.writeHead(404).end('not here');
      return;
    }
    const etag = etagOf(file);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    const goesOn = from > 0 && request.headers['if-range'] === etag;
    if (goesOn && from >= file.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${file.length}` }).end();
      return;
    }
    const body = goesOn ? file.subarray(from) : file;
    response.writeHead(goesOn ? 206 : 200, {
      ETag: etag,
      'Content-Length': body.length,
      ...(goesOn ? { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
    });
    response.end(body);
  }
}

export const etagOf = (file: Buffer) => `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`;
