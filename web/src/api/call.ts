import { bodyOf, fetchSignedIn } from './client';

interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** An operation whose types are not generated: the caller says what the answer is. */
export function call<Body>(
  method: string,
  path: string,
  { query = {}, body, signal }: CallOptions = {},
): Promise<Body> {
  const url = new URL(`/api/v1${path}`, globalThis.location?.origin ?? '');
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const request = new Request(url, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    ...(signal && { signal }),
  });
  return bodyOf<Body>(answerOf(request));
}

async function answerOf<Body>(
  request: Request,
): Promise<{ data?: Body; error?: unknown; response: Response }> {
  const response = await fetchSignedIn(request);
  const text = await response.text();
  const parsed: unknown = parse(text);
  return response.ok ? { data: parsed as Body, response } : { error: parsed, response };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
