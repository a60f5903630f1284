import { ApiProblem, type Image } from '@/api/client';
import type { Exchange } from './exchange';
import type { SendOptions, Sent, Words } from './upload-queue';

// Large files go in pieces: what has arrived stays on the server for a day, so that a lost network, a reload or a
// restarted server costs one piece at most.

export const PIECE_BYTES = 8 * 1024 * 1024;
const TRIES = 6;
const PAUSE_MS = 1000;

export interface Memory {
  /** The upload that was begun for this file before, if any. */
  readonly recall: () => string | null;
  readonly remember: (id: string) => void;
  readonly forget: () => void;
}

interface ResumableOptions extends SendOptions {
  readonly file: File;
  readonly words: Partial<Words>;
  readonly exchange: Exchange;
  readonly memory: Memory;
  readonly pause?: (ms: number) => Promise<void>;
}

export async function sendResumable(options: ResumableOptions): Promise<Sent> {
  const { file, exchange, memory, signal, onProgress, pause = wait } = options;
  let { id, offset } = (await resumed(options)) ?? (await begun(options));
  let failures = 0;
  for (;;) {
    onProgress(offset);
    try {
      const answer = await exchange({
        method: 'PATCH',
        path: `/uploads/${id}`,
        body: file.slice(offset, offset + PIECE_BYTES),
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        signal,
        onProgress: (sent) => onProgress(offset + sent),
      });
      failures = 0;
      if (answer.status !== 204) {
        memory.forget();
        return { image: answer.body as Image, duplicate: answer.status === 200 };
      }
      offset = offsetOf(answer.header('upload-offset')) ?? offset + PIECE_BYTES;
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof ApiProblem)) throw cause;
      if (cause.status === 404 || cause.status === 410) {
        // The server has given it up: from the start, once in a row.
        if (failures++ > 0) throw cause;
        ({ id, offset } = await begun(options));
      } else if (isPassing(cause) && failures < TRIES) {
        await pause(PAUSE_MS * 2 ** failures++);
        // Where it still does not answer, the next piece finds that out.
        offset = (await offsetOnServer(options, id).catch(() => null)) ?? offset;
      } else {
        if (!isPassing(cause)) memory.forget();
        throw cause;
      }
    }
  }
}

const isPassing = ({ status, code }: ApiProblem): boolean =>
  status === 0 || status === 502 || status === 503 || status === 408 || code === 'offset_mismatch';

async function begun({ file, words, exchange, memory, signal }: ResumableOptions) {
  const answer = await exchange({
    method: 'POST',
    path: '/uploads',
    body: JSON.stringify({ file_name: file.name, bytes: file.size, ...words }),
    headers: { 'content-type': 'application/json' },
    signal,
  });
  const { id } = answer.body as { id: string };
  memory.remember(id);
  return { id, offset: 0 };
}

async function resumed(options: ResumableOptions) {
  const id = options.memory.recall();
  if (!id) return null;
  try {
    const offset = await offsetOnServer(options, id);
    if (offset !== null) return { id, offset };
  } catch (cause) {
    if (!(cause instanceof ApiProblem) || cause.status === 0) throw cause;
  }
  options.memory.forget();
  return null;
}

async function offsetOnServer({ exchange, signal }: ResumableOptions, id: string): Promise<number | null> {
  const answer = await exchange({ method: 'GET', path: `/uploads/${id}`, signal });
  return offsetOf(answer.header('upload-offset'));
}

function offsetOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

const wait = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));
