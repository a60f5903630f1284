import { type ApiProblem, problemOf } from '@/api/client';
import { session } from '@/api/session';

// One request whose progress is seen, which fetch cannot.

export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly body?: FormData | Blob | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress?: (sent: number) => void;
}

export interface Incoming {
  readonly status: number;
  readonly body: unknown;
  readonly header: (name: string) => string | null;
}

export type Exchange = (outgoing: Outgoing) => Promise<Incoming>;

/** Answers 2xx; throws an ApiProblem for every other outcome. Waits while the person has to log in again. */
export const exchange: Exchange = async (outgoing) => {
  const incoming = await exchangeOnce(outgoing);
  if (incoming.status >= 200 && incoming.status < 300) return incoming;
  const problem = problemOf(incoming.body, incoming.status);
  if (problem.code === 'login_required' && (await session.loginAgain())) return exchange(outgoing);
  throw problem;
};

function exchangeOnce({ method, path, body, headers = {}, signal, onProgress }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(method, `/api/v1${path}`);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    request.onerror = () => reject(unreachable());
    request.ontimeout = () => reject(unreachable());
    request.onload = () =>
      resolve({
        status: request.status,
        body: parse(request.responseText),
        header: (name) => request.getResponseHeader(name),
      });
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.send(body ?? null);
  });
}

function unreachable(): ApiProblem {
  return problemOf({ status: 0, code: 'unreachable', title: 'The server cannot be reached.' }, 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
