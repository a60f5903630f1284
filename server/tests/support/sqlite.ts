// The database of a stopped library, through SQLite's own program.

import { execFileSync } from 'node:child_process';

/** Runs SQL; answers the rows of the last statement that has any, as objects. */
export function sqlite(file: string, sql: string): Record<string, unknown>[] {
  let output: string;
  try {
    output = execFileSync('sqlite3', ['-bail', '-json', file], { input: sql, encoding: 'utf8', maxBuffer: 1 << 28 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error("This test needs SQLite's command line program: apt-get install sqlite3.");
  }
  return output.trim() === '' ? [] : JSON.parse(output);
}
