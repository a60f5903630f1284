import {
  ChevronDown,
  CircleMinus,
  Droplet,
  Image as ImageIcon,
  ImagePlus,
  RectangleHorizontal,
  RectangleVertical,
  Square,
  Type,
  X,
} from 'lucide-react';
import { type ComponentType, type ReactNode, useState } from 'react';
import type { Orientation } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { Menu } from '@/components/menu';
import { colorName } from '@/lib/color';
import { formatShare } from '@/lib/format';
import { thumbhashUrl } from '@/lib/thumbhash';
import { usePaletteTitle } from '../api/get-palette-title';
import { exampleFile } from '../model/example-files';
import { examplePreview, isImageId, regionOf } from '../model/example-previews';
import {
  isSearchable,
  LIMITS,
  type PartName,
  partKey,
  type SearchQuery,
  type Sort,
  withAdded,
  withRemoved,
} from '../model/search-query';
import { useGoToSearch } from '../model/use-search';
import { ColorButton } from './color-button';
import { Filters } from './filters';
import { PartChip } from './part-chip';
import { PictureButton } from './picture-button';
import { SaveSearch } from './save-search';

const SHAPES: readonly { value: Orientation; label: string; icon: typeof Square }[] = [
  { value: 'portrait', label: 'Portrait only', icon: RectangleVertical },
  { value: 'landscape', label: 'Landscape only', icon: RectangleHorizontal },
  { value: 'square', label: 'Square only', icon: Square },
];

const add =
  'flex h-10 items-center gap-1.5 rounded-full px-2 text-sm whitespace-nowrap sm:gap-2 sm:px-2.5 text-ink-soft transition-colors hover:bg-sunken hover:text-ink';

/** Everything the search is made of, each part adjustable and removable, and the ways to add to it. */
export function Canvas({ query }: { readonly query: SearchQuery }) {
  const go = useGoToSearch();
  return (
    <section aria-label="What is searched for" className="flex flex-wrap items-center gap-x-2 gap-y-2">
      {query.text && <WordsChip query={query} part="text" words={query.text} />}
      {query.also.map((words) => (
        <WordsChip key={words} query={query} part="also" words={words} />
      ))}
      {query.likes.map((like) => (
        <PictureChip key={like} query={query} part="likes" like={like} />
      ))}
      {query.colors.map((color) => (
        <ColorChip key={color} query={query} part="colors" color={color} />
      ))}
      {query.tags.map((tag) => (
        <Chip key={tag} name={`tag ${tag}`} onRemove={() => go(withRemoved(query, 'tags', tag))}>
          <span aria-hidden className="text-ink-soft">
            #
          </span>
          {tag}
        </Chip>
      ))}
      {query.owner && (
        <Chip name={`only ${query.owner}`} onRemove={() => go({ ...query, owner: '' })}>
          of {query.owner}
        </Chip>
      )}
      {query.palette && <PaletteChip query={query} />}
      {query.minus.map((words) => (
        <WordsChip key={words} query={query} part="minus" words={words} />
      ))}
      {query.minusLikes.map((like) => (
        <PictureChip key={like} query={query} part="minusLikes" like={like} />
      ))}
      {query.minusColors.map((color) => (
        <ColorChip key={color} query={query} part="minusColors" color={color} />
      ))}
      <div className="flex flex-wrap items-center max-sm:-ml-2 sm:ml-1">
        <PictureButton label="Add a picture" className={add}>
          <ImagePlus className="size-4" aria-hidden />
          Picture
        </PictureButton>
        <ColorButton label="Add a colour" className={add}>
          <Droplet className="size-4" aria-hidden />
          Colour
        </ColorButton>
        {isSearchable(query) && (
          <>
            <AddWords
              icon={Type}
              label="Words"
              field="Words to add"
              button="Add"
              onAdd={(words) => go(query.text ? withAdded(query, 'also', words) : { ...query, text: words })}
            />
            <AddWords
              icon={CircleMinus}
              label="Not this"
              field="What it should not be"
              button="Leave out"
              onAdd={(words) => go(withAdded(query, 'minus', words))}
            />
          </>
        )}
      </div>
      <div className="ml-auto flex items-center">
        <fieldset className="flex items-center">
          <legend className="sr-only">Shape</legend>
          {SHAPES.map(({ value, label, icon: Icon }) => (
            <button
              key={value}
              type="button"
              aria-pressed={query.orientation === value}
              aria-label={label}
              title={label}
              className="grid h-10 w-8 place-items-center rounded-full text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-pressed:bg-ink aria-pressed:text-canvas sm:w-9"
              onClick={() => go({ ...query, orientation: query.orientation === value ? null : value })}
            >
              <Icon className="size-[18px]" aria-hidden />
            </button>
          ))}
        </fieldset>
        {isSearchable(query) && <SaveSearch query={query} className={add} />}
        <Filters query={query} className={add} />
        <Menu
          label="Order of the results"
          items={SORTS.map(({ value, label }) => ({ label, perform: () => go(sortedBy(query, value)) }))}
          trigger={(bind) => (
            <button
              type="button"
              aria-label={`Order: ${SORTS.find(({ value }) => value === query.sort)?.label}`}
              className={add}
              {...bind}
            >
              {SORTS.find(({ value }) => value === query.sort)?.label}
              <ChevronDown className="size-4" aria-hidden />
            </button>
          )}
        />
      </div>
    </section>
  );
}

const SORTS: readonly { value: Sort; label: string }[] = [
  { value: 'relevance', label: 'Best first' },
  { value: 'newest', label: 'Newest first' },
  { value: 'random', label: 'Shuffled' },
];
const SEEDS = 2 ** 32;

function sortedBy(query: SearchQuery, sort: Sort): SearchQuery {
  return { ...query, sort, seed: sort === 'random' ? Math.floor(Math.random() * SEEDS) : null };
}

interface PartProps {
  readonly query: SearchQuery;
  readonly part: PartName;
}

const not = (part: PartName) => (part.startsWith('minus') ? 'not ' : '');

function WordsChip({ query, part, words }: PartProps & { readonly words: string }) {
  return (
    <PartChip query={query} part={part} value={words} name={not(part) + words}>
      <span className={`max-w-[60vw] truncate pr-1 sm:max-w-md ${part === 'minus' ? 'text-sm' : 'pl-4'}`}>
        {not(part)}
        <span className="font-display text-lg italic">{words}</span>
      </span>
    </PartChip>
  );
}

function ColorChip({ query, part, color }: PartProps & { readonly color: string }) {
  const share = query.shares[partKey(part, color)];
  return (
    <PartChip query={query} part={part} value={color} name={`${not(part)}${colorName(color)} ${color}`}>
      <span
        aria-hidden
        className="ml-1 size-8 rounded-full ring-1 ring-black/10 ring-inset dark:ring-white/15"
        style={{ backgroundColor: color }}
      />
      <span className="pr-1 text-sm">
        {not(part)}
        {colorName(color)}
        {share !== undefined && <span className="text-ink-soft"> {formatShare(share)}</span>}
      </span>
    </PartChip>
  );
}

function PictureChip({ query, part, like }: PartProps & { readonly like: string }) {
  const [id = ''] = like.split('@');
  const preview = isImageId(id) ? null : examplePreview(like);
  const url = isImageId(id)
    ? renditionUrl(id, 320)
    : (preview?.url ?? (preview ? thumbhashUrl(preview.thumbhash) : null));
  return (
    <PartChip
      query={query}
      part={part}
      value={like}
      name={`${not(part)}${preview?.name ? `picture ${preview.name}` : 'picture'}`}
    >
      {url ? (
        <img src={url} alt="" className="ml-1 size-8 rounded-full bg-sunken object-cover" />
      ) : (
        <ImageIcon className="ml-3 size-4 text-ink-soft" aria-hidden />
      )}
      <span className="pr-1 text-sm">
        {not(part)}
        {(exampleFile(like)?.region ?? regionOf(like)) ? 'like a part of this' : 'like this'}
      </span>
    </PartChip>
  );
}

function PaletteChip({ query }: { readonly query: SearchQuery }) {
  const go = useGoToSearch();
  const title = usePaletteTitle(query.palette, query.key) ?? 'a Palette';
  return (
    <Chip name={`only within ${title}`} onRemove={() => go({ ...query, palette: '', key: '' })}>
      in <span className="font-display italic">{title}</span>
    </Chip>
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
      <span className="max-w-[50vw] truncate pl-4 text-sm">{children}</span>
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

interface AddWordsProps {
  readonly icon: ComponentType<{ className?: string }>;
  readonly label: string;
  readonly field: string;
  readonly button: string;
  readonly onAdd: (words: string) => void;
}

function AddWords({ icon: Icon, label, field, button, onAdd }: AddWordsProps) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  if (!open) {
    return (
      <button type="button" className={add} onClick={() => setOpen(true)}>
        <Icon className="size-4" aria-hidden />
        {label}
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
      <Icon className="size-4 shrink-0 text-ink-soft" aria-hidden />
      <input
        // biome-ignore lint/a11y/noAutofocus: it replaces the button that was just pressed.
        autoFocus
        value={words}
        aria-label={field}
        placeholder={`${label.toLowerCase()}…`}
        maxLength={LIMITS.text}
        className="w-32 bg-transparent text-sm outline-none placeholder:text-ink-soft"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        onBlur={() => words.trim() === '' && setOpen(false)}
      />
      <button type="submit" className="h-8 rounded-full bg-ink px-3 text-sm font-medium text-canvas">
        {button}
      </button>
    </form>
  );
}
