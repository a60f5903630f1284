import { useLayoutEffect, useRef } from 'react';
import { type Action, ActionRegistry } from '@/lib/actions/registry';

export const actions = new ActionRegistry();

/** Offers actions while the component is shown. Their ids are fixed; what they do may change from render to render. */
export function useActions(offered: readonly Action[]): void {
  const latest = useRef(offered);
  useLayoutEffect(() => {
    latest.current = offered;
  });
  useLayoutEffect(() => {
    const now = (id: string) => latest.current.find((action) => action.id === id);
    return actions.register(
      latest.current.map((action) => ({
        ...action,
        when: () => now(action.id)?.when?.() ?? true,
        ...(action.perform && { perform: () => now(action.id)?.perform?.() }),
      })),
    );
  }, []);
}
