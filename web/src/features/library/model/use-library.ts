import { useSyncExternalStore } from 'react';
import type { Library } from '@/api/client';
import { live } from '@/api/live';

/** How much there is, as it grows; null until the server said so for the first time. */
export function useLibrary(): Library | null {
  return useSyncExternalStore(live.subscribe, live.library);
}
