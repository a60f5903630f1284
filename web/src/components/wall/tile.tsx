import { Check, ImageOff } from 'lucide-react';
import { type CSSProperties, memo, useContext, useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { ImageCard } from '@/api/client';
import { renditionSet, renditionUrl } from '@/api/urls';
import { hasAlpha, thumbhashUrl } from '@/lib/thumbhash';
import { useSelected } from './selection';
import { TileCoverContext, TileNoteContext, TileToolsContext } from './tile-tools';

interface TileProps {
  readonly item: ImageCard;
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly first: boolean;
}

// Pictures the browser has shown before are shown at once, without placeholder and fade.
const shown = new Set<string>();

// A finger cannot come near: what others see on hover is always there.
const touched = window.matchMedia('(hover: none)').matches;

export const Tile = memo(function Tile({ item, index, left, top, width, height, first }: TileProps) {
  const Tools = useContext(TileToolsContext);
  const Cover = useContext(TileCoverContext);
  const selected = useSelected(item.id);
  // Buttons are in the document only where they can be seen: a wall has two hundred tiles.
  const [near, setNear] = useState(touched);
  return (
    <article
      data-tile={index}
      data-selected={selected || undefined}
      aria-posinset={index + 1}
      aria-setsize={-1}
      aria-label={item.copies ? `${item.alt}, one of ${item.copies + 1} copies` : item.alt}
      data-copies={item.copies && `×${item.copies + 1}`}
      className="tile"
      style={{ width, height, transform: `translate(${left}px, ${top}px)` }}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={({ currentTarget }) =>
        setNear(touched || currentTarget.contains(document.activeElement))
      }
      onFocus={() => setNear(true)}
      onBlur={({ currentTarget, relatedTarget }) =>
        setNear(touched || currentTarget.matches(':hover') || currentTarget.contains(relatedTarget))
      }
    >
      <Link
        to={`/image/${item.id}`}
        className="block size-full overflow-hidden rounded-tile"
        draggable={false}
      >
        <TilePicture item={item} width={width} first={first} />
      </Link>
      {((near && !touched) || selected) && <SelectButton selected={selected} />}
      {near && Tools && <Tools item={item} />}
      {Cover && <Cover item={item} />}
    </article>
  );
});

// The wall listens to its clicks, as to those of all tiles.
function SelectButton({ selected }: { readonly selected: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the wall answers its clicks, and Shift with them; an input would change by itself.
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label="Choose"
      title="Choose (x); with Shift, everything up to here"
      data-select
      className={`absolute top-2 left-2 grid size-7 place-items-center rounded-full border-2 transition-colors ${
        selected
          ? 'border-accent bg-accent text-on-accent'
          : 'border-white bg-black/35 text-white hover:bg-black/60'
      }`}
    >
      <Check className={`size-4 ${selected ? '' : 'opacity-0 hover:opacity-100'}`} aria-hidden />
    </button>
  );
}

function TilePicture({ item, width, first }: Pick<TileProps, 'item' | 'width' | 'first'>) {
  const [broken, setBroken] = useState(false);
  const note = useContext(TileNoteContext)(item);

  useEffect(() => {
    if (!broken) return;
    const retry = () => setBroken(false);
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [broken]);

  if (broken) {
    return (
      <span className="flex size-full flex-col items-center justify-center gap-2 bg-sunken p-3 text-center text-sm text-ink-soft">
        <ImageOff className="size-5" aria-hidden />
        <span className="line-clamp-3">{item.alt}</span>
      </span>
    );
  }
  const known = shown.has(item.id);
  return (
    <span className="tile-picture block size-full rounded-tile" style={backdrop(item, known)}>
      <img
        src={renditionUrl(item.id, 320)}
        srcSet={renditionSet(item.id)}
        sizes={`${Math.ceil(width)}px`}
        alt={item.alt}
        decoding="async"
        fetchPriority={first ? 'high' : 'auto'}
        draggable={false}
        className="size-full object-cover"
        {...(known && { 'data-shown': '' })}
        onLoad={({ currentTarget }) => {
          shown.add(item.id);
          currentTarget.dataset.shown = '';
          if (item.thumbhash && hasAlpha(item.thumbhash)) unveil(currentTarget.parentElement);
        }}
        onError={() => setBroken(true)}
      />
      {(item.title || item.artist || note) && (
        <span aria-hidden className="tile-words absolute inset-x-0 bottom-0 px-3 pt-10 pb-2.5 text-white">
          {item.title && <span className="line-clamp-2 text-sm leading-snug font-medium">{item.title}</span>}
          {item.artist && <span className="block truncate text-xs text-white/85">{item.artist}</span>}
          {note && <span className="mt-1 block truncate text-xs text-white/85 italic">{note}</span>}
        </span>
      )}
    </span>
  );
}

function backdrop(item: ImageCard, known: boolean): CSSProperties {
  const alpha = item.thumbhash !== null && hasAlpha(item.thumbhash);
  if (alpha && known) return { backgroundColor: 'var(--paper)' };
  const blurred = item.thumbhash && !known ? thumbhashUrl(item.thumbhash) : null;
  return {
    backgroundColor: alpha ? 'var(--paper)' : (item.color ?? 'var(--sunken)'),
    ...(blurred && { backgroundImage: `url(${blurred})` }),
  };
}

// Through a see-through picture the blurred one would shine.
function unveil(picture: HTMLElement | null): void {
  if (picture) picture.style.backgroundImage = 'none';
}
