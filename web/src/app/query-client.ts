import { notifyManager, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/client';

const RETRIES = 2;
const KEPT_MS = 30 * 60_000;

// What is put into the cache shows before the next frame. The library's own timer is a task later: until then React puts
// a radio button that was pressed back to the old state, for all to see.
notifyManager.setScheduler(queueMicrotask);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        gcTime: KEPT_MS,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < RETRIES && isPassing(error),
      },
    },
  });
}

// What the server refused, it refuses again; a moment without network or a full queue passes.
function isPassing(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status === 503;
}
