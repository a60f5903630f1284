import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

export type ImageCard = components['schemas']['ImageCard'];
export type Image = components['schemas']['Image'];
export type ImagePage = components['schemas']['ImagePage'];
export type SearchPage = components['schemas']['SearchPage'];
export type SearchResult = components['schemas']['SearchResult'];
export type SearchExample = components['schemas']['SearchExample'];
export type Swatch = components['schemas']['Swatch'];
export type Tag = components['schemas']['Tag'];
export type Match = components['schemas']['Match'];
export type Library = components['schemas']['Library'];
export type Orientation = 'portrait' | 'landscape' | 'square';

type Problem = components['schemas']['Problem'];

/** What the server said went wrong; `status` 0 where it could not be reached at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;

  constructor({ status, code, title, detail }: Pick<Problem, 'status' | 'code' | 'title' | 'detail'>) {
    super(title);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.detail = detail ?? null;
  }
}

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws an ApiProblem for every other outcome. */
export async function bodyOf<Body>(answer: Promise<Answer<Body>>): Promise<Body> {
  let settled: Answer<Body>;
  try {
    settled = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({ status: 0, code: 'unreachable', title: 'The server cannot be reached.' });
  }
  if (settled.data !== undefined) return settled.data;
  throw new ApiProblem(isProblem(settled.error) ? settled.error : unexplained(settled.response));
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'status' in value && 'code' in value && 'title' in value
  );
}

function unexplained(response: Response): Pick<Problem, 'status' | 'code' | 'title'> {
  return { status: response.status, code: 'unexplained', title: `The server answered ${response.status}.` };
}
