import { EyeOff, SlidersHorizontal } from 'lucide-react';
import {
  type CSSProperties,
  createContext,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { useActions } from '@/components/use-actions';
import { lessOfThis } from '../model/less-of-this';
import { reasonFor, reasonText } from '../model/reason';

type Open = (item: ImageCard, button: HTMLElement) => void;
export const FeedMenuContext = createContext<Open>(() => {});

interface Opened {
  readonly item: ImageCard;
  readonly button: HTMLElement;
}

const WIDTH = 280;
const ROOM = 200;
const row =
  'flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left text-[15px] text-ink-soft transition-colors hover:bg-sunken hover:text-ink';

/** One menu for all tiles of a feed. In the browser's top layer, because a tile lets nothing stick out of it. */
export function FeedMenu({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = useCallback<Open>((item, button) => setOpened({ item, button }), []);
  useActions([
    {
      id: 'feed.less',
      group: 'The wall',
      label: 'Less like the picture',
      keys: ['-'],
      perform: () => {
        const id = document.activeElement?.closest('[data-tile]')?.querySelector('a')?.getAttribute('href');
        if (id) void lessOfThis(id.split('/').pop() ?? '');
      },
    },
  ]);
  return (
    <FeedMenuContext value={open}>
      {children}
      {opened && <Panel key={opened.item.id} {...opened} onClose={() => setOpened(null)} />}
    </FeedMenuContext>
  );
}

function Panel({ item, button, onClose }: Opened & { readonly onClose: () => void }) {
  const panel = useRef<HTMLDivElement>(null);
  const reason = reasonFor(item);

  useEffect(() => {
    const shown = panel.current;
    shown?.showPopover();
    shown?.querySelector('button')?.focus({ preventScroll: true });
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    shown?.addEventListener('toggle', toggled);
    window.addEventListener('scroll', onClose, { once: true, passive: true });
    return () => {
      shown?.removeEventListener('toggle', toggled);
      window.removeEventListener('scroll', onClose);
    };
  }, [onClose]);

  return (
    <div
      ref={panel}
      popover="auto"
      role="dialog"
      aria-label="Why this picture is here"
      className="fixed m-0 rounded-2xl border border-line bg-surface p-2 text-ink shadow-float max-sm:inset-x-2! max-sm:top-auto! max-sm:bottom-2! max-sm:w-auto!"
      style={placeFor(button)}
    >
      {reason && <p className="px-3 pt-2 pb-2.5 font-display text-lg leading-snug">{reasonText(reason)}.</p>}
      <button
        type="button"
        className={row}
        onClick={() => {
          onClose();
          void lessOfThis(item.id);
        }}
      >
        <EyeOff className="size-4 shrink-0" aria-hidden />
        Less like this
      </button>
      <Link to="/settings/feed" className={row}>
        <SlidersHorizontal className="size-4 shrink-0" aria-hidden />
        What your feed knows
      </Link>
    </div>
  );
}

// Above the button where there is room, within the window.
function placeFor(button: HTMLElement): CSSProperties {
  const { right, top, bottom } = button.getBoundingClientRect();
  return {
    width: WIDTH,
    left: Math.min(Math.max(8, right - WIDTH), window.innerWidth - WIDTH - 8),
    ...(top > ROOM ? { bottom: window.innerHeight - top + 8, top: 'auto' } : { top: bottom + 8 }),
  };
}
