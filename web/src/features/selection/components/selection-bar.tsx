import { X } from 'lucide-react';
import { type ComponentType, useEffect, useRef } from 'react';
import { IconButton } from '@/components/icon-button';
import { useActions } from '@/components/use-actions';
import { selection, useSelection } from '@/components/wall/selection';
import { plural } from '@/lib/format';

export interface SelectionAction {
  readonly id: string;
  readonly label: string;
  readonly icon: ComponentType<{ className?: string }>;
  readonly key?: string;
  readonly danger?: boolean;
  readonly perform: (button?: HTMLElement) => void;
}

/** What can be done with all chosen pictures, at the bottom edge for as long as any is chosen. */
export function SelectionBar({ actions }: { readonly actions: readonly SelectionAction[] }) {
  const chosen = useSelection();
  const bar = useRef<HTMLDivElement>(null);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const now = (id: string) => latest.current.find((action) => action.id === id);

  useActions([
    {
      id: 'selection.clear',
      group: 'Chosen pictures',
      label: 'Choose nothing',
      keys: ['Escape'],
      perform: selection.clear,
    },
    ...actions.map(({ id, label, key }) => ({
      id: `selection.${id}`,
      group: 'Chosen pictures' as const,
      label,
      keys: key ? [key] : [],
      when: () => now(id) !== undefined,
      perform: () =>
        now(id)?.perform(bar.current?.querySelector<HTMLElement>(`[data-act=${id}]`) ?? undefined),
    })),
  ]);

  return (
    <aside aria-label="Chosen pictures" className="contents">
      <div
        ref={bar}
        role="toolbar"
        aria-label="Chosen pictures"
        className="fixed inset-x-2 bottom-3 z-40 mx-auto flex w-fit max-w-[calc(100vw-16px)] items-center gap-1 rounded-full border border-line bg-surface p-1.5 shadow-float pointer-coarse:gap-0"
      >
        <IconButton icon={X} label="Choose nothing (Esc)" onClick={selection.clear} />
        <p
          role="status"
          className="pr-2 text-[15px] font-medium whitespace-nowrap tabular-nums max-sm:text-sm"
        >
          {chosen.length}
          <span className="max-sm:sr-only">
            {' '}
            {plural(chosen.length, 'picture', 'pictures').replace(/^\S+ /, '')}
          </span>
          <span className="sr-only"> chosen</span>
        </p>
        <span aria-hidden className="h-6 w-px shrink-0 bg-line" />
        <div className="-my-1 flex min-w-0 items-center overflow-x-auto py-1 [scrollbar-width:none]">
          {actions.map(({ id, label, icon: Icon, key, danger, perform }) => (
            <button
              key={id}
              type="button"
              data-act={id}
              aria-label={label}
              title={key ? `${label} (${key})` : label}
              className={`flex h-10 shrink-0 items-center gap-2 rounded-full px-3 text-[15px] whitespace-nowrap transition-colors hover:bg-sunken pointer-coarse:h-11 ${danger ? 'text-danger' : 'text-ink'}`}
              onClick={(event) => perform(event.currentTarget)}
            >
              <Icon className="size-[18px]" aria-hidden />
              <span className="max-lg:hidden">{label}</span>
            </button>
          ))}
        </div>
      </div>
    </aside>
  );
}
