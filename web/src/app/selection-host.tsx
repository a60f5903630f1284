import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'react-router';
import { selection, useSelection } from '@/components/wall/selection';

const SelectionTools = lazy(() =>
  import('./selection-tools').then((module) => ({ default: module.SelectionTools })),
);

/** As long as pictures are chosen, what can be done with them. Another page begins with none. */
export function SelectionHost() {
  const { pathname } = useLocation();
  const chosen = useSelection();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen belongs to the page.
  useEffect(() => selection.clear, [pathname]);
  return (
    chosen.length > 0 && (
      <Suspense>
        <SelectionTools chosen={chosen} />
      </Suspense>
    )
  );
}
