import { expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/client';
import type { Exchange, Incoming, Outgoing } from './exchange';
import { PIECE_BYTES, sendResumable } from './send-resumable';

const WORDS = { title: 'Surf', description: '', tags: ['sea'], visibility: 'private' } as const;
const problem = (status: number, code: string) => new ApiProblem({ status, code, title: code });

/** A server that keeps what it was sent, and fails where the test says so. */
function uploadServer(bytes: number, { failing = (_: Outgoing): void => {} } = {}) {
  let offset = 0;
  let known: string | null = null;
  const answer = (status: number, body: unknown = null): Incoming => ({
    status,
    body,
    header: (name) => (name === 'upload-offset' ? String(offset) : null),
  });
  const exchange = vi.fn<Exchange>(async (outgoing) => {
    failing(outgoing);
    if (outgoing.method === 'POST') {
      known = 'one';
      offset = 0;
      return answer(201, { id: known });
    }
    if (known === null || outgoing.path !== `/uploads/${known}`) throw problem(404, 'upload_not_found');
    if (outgoing.method === 'GET') return answer(200);
    if (Number(outgoing.headers?.['upload-offset']) !== offset) throw problem(409, 'offset_mismatch');
    offset += (outgoing.body as Blob).size;
    return offset >= bytes ? answer(201, { id: 'image' }) : answer(204);
  });
  return {
    exchange,
    has: (id: string, at: number) => {
      known = id;
      offset = at;
    },
    asked: (method: string) => exchange.mock.calls.filter(([outgoing]) => outgoing.method === method).length,
  };
}

function run(server: ReturnType<typeof uploadServer>, bytes: number, recalled: string | null = null) {
  const memory = { recall: () => recalled, remember: vi.fn(), forget: vi.fn() };
  const progress: number[] = [];
  const file = new File([new Uint8Array(bytes)], 'large.tif');
  const sent = sendResumable({
    file,
    words: WORDS,
    exchange: server.exchange,
    memory,
    signal: new AbortController().signal,
    onProgress: (at) => progress.push(at),
    pause: async () => {},
  });
  return { sent, memory, progress };
}

const BYTES = PIECE_BYTES * 2 + 5;

it('sends a file in pieces and answers the Image', async () => {
  const server = uploadServer(BYTES);
  const { sent, memory, progress } = run(server, BYTES);
  expect(await sent).toEqual({ image: { id: 'image' }, duplicate: false });
  expect(server.asked('PATCH')).toBe(3);
  expect(progress).toEqual([0, PIECE_BYTES, PIECE_BYTES * 2]);
  expect(memory.remember).toHaveBeenCalledWith('one');
  expect(memory.forget).toHaveBeenCalledTimes(1);
  const [created] = server.exchange.mock.calls[0] ?? [];
  expect(JSON.parse(String(created?.body))).toEqual({ file_name: 'large.tif', bytes: BYTES, ...WORDS });
});

it('goes on where it stopped before a reload', async () => {
  const server = uploadServer(BYTES);
  server.has('before', PIECE_BYTES);
  const { sent, progress } = run(server, BYTES, 'before');
  expect((await sent).image.id).toBe('image');
  expect(server.asked('POST')).toBe(0);
  expect(progress[0]).toBe(PIECE_BYTES);
});

it('begins anew where the server has given it up', async () => {
  const server = uploadServer(BYTES);
  const { sent, memory } = run(server, BYTES, 'expired');
  expect((await sent).image.id).toBe('image');
  expect(memory.remember).toHaveBeenCalledWith('one');
});

it('outlasts a lost network', async () => {
  let lost = 0;
  const server = uploadServer(BYTES, {
    failing: ({ method }) => {
      if (method === 'PATCH' && ++lost === 2) throw problem(0, 'unreachable');
    },
  });
  const { sent } = run(server, BYTES);
  expect((await sent).image.id).toBe('image');
  expect(server.asked('GET')).toBe(1);
});

it('gives up on a refusal at once', async () => {
  const server = uploadServer(BYTES, {
    failing: ({ method }) => {
      if (method === 'PATCH') throw problem(415, 'not_a_picture');
    },
  });
  const { sent, memory } = run(server, BYTES);
  await expect(sent).rejects.toMatchObject({ code: 'not_a_picture' });
  expect(server.asked('PATCH')).toBe(1);
  expect(memory.forget).toHaveBeenCalled();
});

it('keeps its place when the network stays away', async () => {
  const server = uploadServer(BYTES, {
    failing: ({ method }) => {
      if (method === 'PATCH') throw problem(0, 'unreachable');
    },
  });
  const { sent, memory } = run(server, BYTES);
  await expect(sent).rejects.toMatchObject({ status: 0 });
  expect(memory.forget).not.toHaveBeenCalled();
});
