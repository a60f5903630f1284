import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, vi } from 'vitest';
import { createQueryClient } from '@/app/query-client';
import { routes } from '@/app/router';
import { ADA, instance, library, me } from './fixtures';

type Answer = unknown | ((url: URL, request: Request | null) => unknown);

/** What the server answers, by path or `METHOD path`; a Response is sent as it is, anything else as JSON. */
export type Answers = Record<string, Answer>;

const DEFAULTS: Answers = {
  '/api/v1/instance': instance(),
  '/api/v1/library': library(),
  '/api/v1/tags': { items: [{ name: 'sea', images: 12 }], next_cursor: null },
};

/** To a person who is logged in. */
export const SIGNED_IN: Answers = {
  '/api/v1/instance': instance({ viewer: ADA }),
  '/api/v1/me': me(),
};

export const noContent = (): Response => new Response(null, { status: 204 });

export function problem(status: number, code: string, detail?: string): Response {
  return Response.json(
    { type: 'about:blank', title: code, status, code, detail },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** The whole app at an address, before a server that answers like this. `requests` collects what was asked. */
export function renderApp(path: string, answers: Answers) {
  const requests: URL[] = [];
  const all = { ...DEFAULTS, ...answers };
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const url = new URL(input instanceof Request ? input.url : String(input), 'http://localhost');
    requests.push(url);
    const request = input instanceof Request ? input : null;
    const answer = all[`${request?.method ?? 'GET'} ${url.pathname}`] ?? all[url.pathname];
    const body = await (typeof answer === 'function' ? answer(url, request) : answer);
    if (body instanceof Response) return body.clone();
    return body === undefined ? problem(404, 'not_found', 'There is no such thing.') : Response.json(body);
  });
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { ...view, router, requests, user: userEvent.setup() };
}

/** Without what needs a real browser, colours and what covers what: the end-to-end tests look at these. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
