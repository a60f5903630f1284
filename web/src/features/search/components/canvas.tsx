import {
  CircleMinus,
  Droplet,
  Image as ImageIcon,
  ImagePlus,
  RectangleHorizontal,
  RectangleVertical,
  Square,
  X,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Orientation } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { colorName } from '@/lib/color';
import { thumbhashUrl } from '@/lib/thumbhash';
import { examplePreview, isImageId } from '../model/example-previews';
import { isSearchable, type SearchQuery, withAdded, withRemoved } from '../model/search-query';
import { useGoToSearch } from '../model/use-search';
import { ColorButton } from './color-button';
import { PictureButton } from './picture-button';

const SHAPES: readonly { value: Orientation; label: string; icon: typeof Square }[] = [
  { value: 'portrait', label: 'Portrait only', icon: RectangleVertical },
  { value: 'landscape', label: 'Landscape only', icon: RectangleHorizontal },
  { value: 'square', label: 'Square only', icon: Square },
];

const add =
  'flex h-10 items-center gap-1.5 rounded-full px-2 text-sm whitespace-nowrap sm:gap-2 sm:px-2.5 text-ink-soft transition-colors hover:bg-sunken hover:text-ink';

/** Everything the search is made of, each part removable, and the ways to add to it. */
export function Canvas({ query }: { readonly query: SearchQuery }) {
  const go = useGoToSearch();
  return (
    <section aria-label="What is searched for" className="flex flex-wrap items-center gap-x-2 gap-y-2">
      {query.text && (
        <Chip name={query.text} onRemove={() => go({ ...query, text: '' })}>
          <span className="max-w-[60vw] truncate pl-4 font-display text-lg italic sm:max-w-md">
            {query.text}
          </span>
        </Chip>
      )}
      {query.likes.map((like) => (
        <PictureChip key={like} like={like} onRemove={() => go(withRemoved(query, 'likes', like))} />
      ))}
      {query.colors.map((color) => (
        <Chip
          key={color}
          name={`${colorName(color)} ${color}`}
          onRemove={() => go(withRemoved(query, 'colors', color))}
        >
          <span
            aria-hidden
            className="ml-1 size-8 rounded-full ring-1 ring-black/10 ring-inset dark:ring-white/15"
            style={{ backgroundColor: color }}
          />
          <span className="text-sm">{colorName(color)}</span>
        </Chip>
      ))}
      {query.tags.map((tag) => (
        <Chip key={tag} name={`tag ${tag}`} onRemove={() => go(withRemoved(query, 'tags', tag))}>
          <span className="max-w-[50vw] truncate pl-4 text-sm">
            <span aria-hidden className="text-ink-soft">
              #
            </span>
            {tag}
          </span>
        </Chip>
      ))}
      {query.minus.map((words) => (
        <Chip key={words} name={`not ${words}`} onRemove={() => go(withRemoved(query, 'minus', words))}>
          <span className="flex max-w-[50vw] items-center gap-2 truncate pl-3 text-sm">
            <CircleMinus className="size-4 shrink-0 text-danger" aria-hidden />
            <span className="truncate">
              not <span className="font-display text-base italic">{words}</span>
            </span>
          </span>
        </Chip>
      ))}
      <div className="flex items-center max-sm:-ml-2 sm:ml-1">
        <PictureButton label="Add a picture" className={add}>
          <ImagePlus className="size-4" aria-hidden />
          Picture
        </PictureButton>
        <ColorButton label="Add a colour" className={add}>
          <Droplet className="size-4" aria-hidden />
          Colour
        </ColorButton>
        {isSearchable(query) && <NotThis onAdd={(words) => go(withAdded(query, 'minus', words))} />}
      </div>
      <fieldset className="ml-auto flex items-center">
        <legend className="sr-only">Shape</legend>
        {SHAPES.map(({ value, label, icon: Icon }) => (
          <button
            key={value}
            type="button"
            aria-pressed={query.orientation === value}
            aria-label={label}
            title={label}
            className="grid h-10 w-8 place-items-center sm:w-9 rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-pressed:bg-ink aria-pressed:text-canvas"
            onClick={() => go({ ...query, orientation: query.orientation === value ? null : value })}
          >
            <Icon className="size-[18px]" aria-hidden />
          </button>
        ))}
      </fieldset>
    </section>
  );
}

interface ChipProps {
  readonly name: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Chip({ name, onRemove, children }: ChipProps) {
  return (
    <span className="flex h-10 items-center gap-1.5 rounded-full border border-line bg-surface">
      {children}
      <button
        type="button"
        aria-label={`Remove ${name}`}
        title="Remove"
        className="mr-1 grid size-8 place-items-center rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
        onClick={onRemove}
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}

function PictureChip({ like, onRemove }: { readonly like: string; readonly onRemove: () => void }) {
  const preview = isImageId(like) ? null : examplePreview(like);
  const url = isImageId(like)
    ? renditionUrl(like, 320)
    : (preview?.url ?? (preview ? thumbhashUrl(preview.thumbhash) : null));
  return (
    <Chip name={preview?.name ? `picture ${preview.name}` : 'picture'} onRemove={onRemove}>
      {url ? (
        <img src={url} alt="" className="ml-1 size-8 rounded-full bg-sunken object-cover" />
      ) : (
        <ImageIcon className="ml-3 size-4 text-ink-soft" aria-hidden />
      )}
      <span className="text-sm">like this</span>
    </Chip>
  );
}

function NotThis({ onAdd }: { readonly onAdd: (words: string) => void }) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  if (!open) {
    return (
      <button type="button" className={add} onClick={() => setOpen(true)}>
        <CircleMinus className="size-4" aria-hidden />
        Not this
      </button>
    );
  }
  return (
    <form
      className="flex h-10 items-center gap-2 rounded-full border border-line-strong bg-surface pr-1 pl-3"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        setWords('');
        if (words.trim()) onAdd(words.trim());
      }}
    >
      <CircleMinus className="size-4 text-danger" aria-hidden />
      <input
        // biome-ignore lint/a11y/noAutofocus: it replaces the button that was just pressed.
        autoFocus
        value={words}
        aria-label="What it should not be"
        placeholder="not…"
        maxLength={500}
        className="w-32 bg-transparent text-sm outline-none placeholder:text-ink-soft"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      />
      <button type="submit" className="h-8 rounded-full bg-ink px-3 text-sm font-medium text-canvas">
        Leave out
      </button>
    </form>
  );
}
