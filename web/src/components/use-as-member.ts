import { useCallback } from 'react';
import type { ImageCard } from '@/api/client';
import { useAskLogin, useViewer } from '@/api/get-instance';
import { type Later, leaveForLater } from '@/lib/later';

/** Does what needs an account. A guest is led to log in first, and it is done on the way back. */
export function useAsMember(): (
  act: Later<ImageCard>['act'],
  items: readonly ImageCard[],
  perform: () => void,
) => void {
  const viewer = useViewer();
  const askLogin = useAskLogin();
  return useCallback(
    (act, items, perform) => {
      if (viewer !== null) return perform();
      leaveForLater(act, items);
      askLogin();
    },
    [viewer, askLogin],
  );
}
