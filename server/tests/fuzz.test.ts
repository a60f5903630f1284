// Requests by chance: whatever is asked, the server answers by its contract and lives. `./dev fuzz api SECONDS` runs it for
// longer and from another seed each time; PALETTE_TEST_SEED repeats a run.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiFuzzer, BrokenRule } from './support/api-fuzzer';
import { operations } from './support/contract';
import { newFolder } from './support/folders';
import { checkAgrees, Server } from './support/palette';
import { seeded, testSeed } from './support/random';

const SECONDS = Number(process.env.PALETTE_FUZZ_SECONDS ?? 0);
const REQUESTS = 600;
// Limits on new accounts are forgiven by a new process; so are leaks, which would show as a crash here sooner or later.
const REQUESTS_PER_SERVER = 1_500;

test(
  'any request is answered as the document says, and never with 5xx',
  async () => {
    const data = join(newFolder(), 'library');
    const random = seeded(testSeed);
    const end = Date.now() + 1000 * SECONDS;
    let [requests, rounds] = [0, 0];
    while (SECONDS > 0 ? Date.now() < end : requests < REQUESTS) {
      const server = await Server.start(join(data, String(rounds++)));
      const fuzzer = await ApiFuzzer.begin(server.api, random);
      for (
        let i = 0;
        i < REQUESTS_PER_SERVER && (SECONDS > 0 ? Date.now() < end : requests < REQUESTS);
        ++i, ++requests
      ) {
        await fuzzer.step().catch((error: Error) => {
          if (!(error instanceof BrokenRule)) throw error;
          throw new Error(
            `With seed ${testSeed}, request ${requests}:\n${error.message}\n${server.output.stderr.slice(-2_000)}`,
          );
        });
      }
      expect((await server.api.get('/healthz')).status, `with seed ${testSeed}`).toBe(200);
      const { code, stderr } = await server.stop();
      expect(code, stderr).toBe(0);
      await checkAgrees(join(data, String(rounds - 1)));
      if (SECONDS > 0)
        console.log(
          `${requests} requests, seed ${testSeed}: ${fuzzer.answered.size} of ${operations.length} operations`,
        );
    }
  },
  60_000 + 3 * 1000 * SECONDS,
);
