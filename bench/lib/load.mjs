// HTTP load from many keep-alive connections. It speaks just enough HTTP/1.1 over plain sockets to time responses with a
// Content-Length, because it shares the machine with the server and each microsecond it uses is one the server lacks.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HEAD_END = Buffer.from('\r\n\r\n');

class Client {
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: '127.0.0.1', port, noDelay: true }, () =>
        resolve(new Client(socket)),
      );
      socket.once('error', reject);
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.head = null; // bytes of a head that is not complete yet
    this.body_left = 0;
    socket.on('data', (bytes) => this.take(bytes));
    socket.on('close', () => this.fail(new Error('the server closed a connection')));
    socket.on('error', (error) => this.fail(error));
  }

  // The status and size of the body.
  get(path) {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.head = Buffer.alloc(0);
      this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n`);
    });
  }

  take(bytes) {
    if (this.head === null) {
      this.body_left -= bytes.length;
    } else {
      this.head = this.head.length ? Buffer.concat([this.head, bytes]) : bytes;
      const end = this.head.indexOf(HEAD_END);
      if (end < 0) return;
      const text = this.head.toString('latin1', 0, end);
      const size = Number(text.match(/\r\ncontent-length: *(\d+)/i)?.[1] ?? Number.NaN);
      if (Number.isNaN(size)) return this.fail(new Error('a response without Content-Length'));
      this.status = Number(text.slice(9, 12));
      this.bytes = size;
      this.body_left = size - (this.head.length - end - HEAD_END.length);
      this.head = null;
    }
    if (this.body_left <= 0) this.resolve({ status: this.status, bytes: this.bytes });
  }

  fail(error) {
    this.reject?.(error);
  }

  close() {
    this.reject = undefined;
    this.socket.destroy();
  }
}

// `clients` connections ask for path(0), path(1), ... until the time is over or `requests_max` were sent. Without
// `pause_ms` each client asks again at once; with it each begins a request every `pause_ms`, all of them spread evenly.
export async function load(
  port,
  path,
  { clients, time_ms, requests_max = Number.POSITIVE_INFINITY, pause_ms = 0 },
) {
  const connections = await Promise.all(Array.from({ length: clients }, () => Client.open(port)));
  const latencies_ms = [];
  let sent = 0;
  let bytes = 0;
  let failed = 0;
  const began = performance.now();
  const one = async (client, number) => {
    let due = began + (pause_ms * number) / clients;
    while (true) {
      if (pause_ms) {
        if (due - began >= time_ms) return;
        await sleep(Math.max(0, due - performance.now()));
      }
      const asked = performance.now();
      if (asked - began >= time_ms || sent >= requests_max) return;
      const answer = await client.get(path(sent++));
      latencies_ms.push(performance.now() - asked);
      bytes += answer.bytes;
      if (answer.status !== 200) ++failed;
      due += pause_ms;
    }
  };
  try {
    await Promise.all(connections.map(one));
  } finally {
    for (const client of connections) client.close();
  }
  return { latencies_ms, bytes, failed, seconds: (performance.now() - began) / 1000 };
}
