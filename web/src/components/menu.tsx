import type { ComponentType, ReactNode } from 'react';
import { Popover } from './popover';

export interface MenuItem {
  readonly label: string;
  readonly icon?: ComponentType<{ className?: string }>;
  readonly danger?: boolean;
  /** A page or a file instead of an act. */
  readonly href?: string;
  readonly perform?: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
  readonly trigger: Parameters<typeof Popover>[0]['trigger'];
}

const row =
  'flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left pointer-coarse:min-h-11 text-[15px] transition-colors hover:bg-sunken';

/** A short list of things to do, beside its button. */
export function Menu({ label, items, align = 'end', trigger }: MenuProps): ReactNode {
  return (
    <Popover label={label} align={align} className="p-2 sm:w-64" trigger={trigger}>
      {(close) =>
        items.map(({ label: name, icon: Icon, danger, href, perform }) => {
          const inside = (
            <>
              {Icon && <Icon className="size-4 shrink-0" />}
              {name}
            </>
          );
          const look = `${row} ${danger ? 'text-danger' : 'text-ink'}`;
          return href ? (
            <a key={name} href={href} download="" className={look} onClick={close}>
              {inside}
            </a>
          ) : (
            <button
              key={name}
              type="button"
              className={look}
              onClick={() => {
                close();
                perform?.();
              }}
            >
              {inside}
            </button>
          );
        })
      }
    </Popover>
  );
}
