// The C++ benchmarks that lie beside the code (server/src/*/*_benchmark.cpp), as this build has them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, run } from './workplace.mjs';

// The reports of a module's benchmarks that match `filter`; none where they are not built.
export function benchmarks(module, filter, seconds) {
  const program = join(build, `palette_${module}_benchmarks`);
  if (!existsSync(program)) return [];
  const flags = [
    `--benchmark_filter=${filter}`,
    `--benchmark_min_time=${seconds}`,
    '--benchmark_format=json',
  ];
  return JSON.parse(run(program, flags)).benchmarks ?? [];
}
