import { lazy, type ReactNode, Suspense } from 'react';
import { Popover } from '@/components/popover';
import { withAdded, withRemoved } from '../model/search-query';
import { useGoToSearch, useSearchQuery } from '../model/use-search';

const ColorPicker = lazy(() => import('./color-picker').then((module) => ({ default: module.ColorPicker })));

interface ColorButtonProps {
  readonly label: string;
  readonly className: string;
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

export function ColorButton({ label, className, align = 'start', children }: ColorButtonProps) {
  const query = useSearchQuery();
  const go = useGoToSearch();
  return (
    <Popover
      label="Search by colour"
      align={align}
      trigger={(bind) => (
        <button type="button" aria-label={label} title={label} className={className} {...bind}>
          {children}
        </button>
      )}
    >
      {() => (
        <Suspense>
          <ColorPicker
            chosen={query.colors}
            onToggle={(color) =>
              go(
                query.colors.includes(color)
                  ? withRemoved(query, 'colors', color)
                  : withAdded(query, 'colors', color),
              )
            }
          />
        </Suspense>
      )}
    </Popover>
  );
}
