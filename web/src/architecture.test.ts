import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

// Shared code -> features -> app, features beside each other, `lib` without React or network.

const SOURCE = import.meta.dirname;
const LINES_MAX = 500;
const KNOWS: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  api: ['api', 'lib'],
  components: ['components', 'api', 'lib'],
  features: ['components', 'api', 'lib'],
  app: ['app', 'features', 'components', 'api', 'lib'],
};

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\.d\.ts$/.test(path))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), 'utf8');
    const named = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name ?? '');
    const imports = named
      .filter((name) => /^[@.]\//.test(name) || name.startsWith('../'))
      .map((name) =>
        name.startsWith('@/') ? name.slice(2) : relative(SOURCE, join(SOURCE, dirname(path), name)),
      );
    return { path, text, imports };
  });

/** `features/search`, or the top folder. */
function layerOf(path: string): string {
  const [top = '', next = ''] = path.split('/');
  return top === 'features' ? `features/${next}` : top;
}

function allowed(from: string, to: string): boolean {
  const [here, there] = [layerOf(from), layerOf(to)];
  const known = KNOWS[here.split('/')[0] ?? ''];
  return !known || here === there || known.includes(there.split('/')[0] ?? '') === true;
}

describe('the source', () => {
  it('imports only towards the shared parts', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter((to) => !allowed(path, to)).map((to) => `${path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps lib free of React, the router and the network', () => {
    const wrong = sources.filter(
      ({ path, text }) =>
        path.startsWith('lib/') &&
        /from '(?:react-router|@tanstack|react-dom)|^import .* from 'react';|fetch\(/m.test(
          text.replace(/^import type.*$/gm, ''),
        ),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('names its colours in the tokens only', () => {
    const wrong = sources.filter(
      ({ path, text }) => path.startsWith('components/') && /#[0-9a-f]{6}\b/i.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    expect(sources.filter(({ text }) => text.split('\n').length > LINES_MAX).map(({ path }) => path)).toEqual(
      [],
    );
  });
});
