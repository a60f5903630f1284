import createClient from 'openapi-fetch';
import type { components, paths } from './schema';
import { session } from './session';

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
export type Palette = components['schemas']['Palette'];
export type DuplicatePage = components['schemas']['DuplicatePage'];
export type DuplicateGroup = DuplicatePage['items'][number];
export type SavedSearch = components['schemas']['SavedSearch'];
export type Suggestion = components['schemas']['SuggestionList']['items'][number];
export type MatchReasons = components['schemas']['MatchReasons'];
export type Signal = components['schemas']['Signal'];
export type Collaborator = components['schemas']['Collaborator'];
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
  fetch: fetchSignedIn,
});

// A session that ended meanwhile: the person is asked to log in again where they are, and what they did is then done.
export async function fetchSignedIn(request: Request): Promise<Response> {
  const spare = session.viewer() ? request.clone() : null;
  const response = await globalThis.fetch(request);
  if (!spare || response.status !== 401) return response;
  if (!(await isLoginRequired(response.clone())) || !(await session.loginAgain())) return response;
  return globalThis.fetch(spare);
}

async function isLoginRequired(response: Response): Promise<boolean> {
  try {
    const problem: unknown = await response.json();
    return isProblem(problem) && problem.code === 'login_required';
  } catch {
    return false;
  }
}

interface Answer<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** The body of an answer, undefined where it has none (204); throws an ApiProblem for every other outcome. */
export async function bodyOf<Body>(answer: Promise<Answer<Body>>): Promise<Body> {
  let settled: Answer<Body>;
  try {
    settled = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({ status: 0, code: 'unreachable', title: 'The server cannot be reached.' });
  }
  if (settled.response.ok) return settled.data as Body;
  throw problemOf(settled.error, settled.response.status);
}

/** What went wrong, out of the body of an answer. */
export function problemOf(body: unknown, status: number): ApiProblem {
  return new ApiProblem(
    isProblem(body) ? body : { status, code: 'unexplained', title: `The server answered ${status}.` },
  );
}

/** A failure in words for people: the server's own where it gave some. */
export function reasonOf(cause: unknown): string {
  return cause instanceof ApiProblem ? (cause.detail ?? cause.message) : 'That did not work.';
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'status' in value && 'code' in value && 'title' in value
  );
}
