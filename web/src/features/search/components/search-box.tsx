import {
  ALargeSmall,
  Clock,
  Droplet,
  Image as ImageIcon,
  ImagePlus,
  Layers,
  Search,
  Tag as TagIcon,
  User,
  X,
} from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useViewer } from '@/api/get-instance';
import { useMyPalettes } from '@/api/list-palettes';
import { useTags } from '@/api/list-tags';
import { useActions } from '@/components/use-actions';
import { formatCount } from '@/lib/format';
import { useSuggested } from '../api/list-suggestions';
import { CLOSED, type ComboboxKey, comboboxAfter } from '../model/combobox';
import { forgetSearches, noteSearch, recentSearches } from '../model/recent-searches';
import { withAdded } from '../model/search-query';
import { useDebounced } from '../model/use-debounced';
import { useGoToSearch, useSearchQuery } from '../model/use-search';
import { ColorButton } from './color-button';
import { PictureButton } from './picture-button';

interface Suggestion {
  readonly kind: 'recent' | 'palette' | 'tag' | 'artist' | 'word' | 'title';
  readonly text: string;
  readonly images?: number | null;
  /** The Palette or the Image that it leads to. */
  readonly id?: string | null;
}

const ICONS = {
  recent: Clock,
  palette: Layers,
  tag: TagIcon,
  artist: User,
  word: ALargeSmall,
  title: ImageIcon,
} as const;
const KINDS = {
  recent: 'searched for before',
  palette: 'Palette',
  tag: 'tag',
  artist: 'artist',
  word: 'word',
  title: 'picture',
} as const;

const SUGGESTED = 7;
const RECENT = 5;
const PALETTES = 3;
const TYPING_PAUSE_MS = 60;
const inside =
  'grid size-9 shrink-0 place-items-center rounded-full text-ink-soft transition-colors hover:bg-raised hover:text-ink';

const way =
  'touch flex h-10 items-center gap-2 rounded-full px-3 text-sm text-ink-soft hover:bg-sunken hover:text-ink';

interface SearchBoxProps {
  readonly onSearched: () => void;
}

/** The one search field of the app: words, suggestions, and the ways in by picture and by colour. */
export function SearchBox({ onSearched }: SearchBoxProps) {
  const query = useSearchQuery();
  const go = useGoToSearch();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [shown, setShown] = useState(query.text);
  const [text, setText] = useState(query.text);
  const [combobox, setCombobox] = useState(CLOSED);
  const suggestions = useSuggestions(text, combobox.open);

  // The address changed under the field: a link, Back, or a removed chip.
  if (shown !== query.text) {
    setShown(query.text);
    setText(query.text);
  }

  const react = (key: ComboboxKey) => setCombobox((state) => comboboxAfter(state, key, suggestions.length));

  useActions([
    {
      id: 'search.focus',
      group: 'Everywhere',
      label: 'Search',
      keys: ['/'],
      perform: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);

  const searchText = (words: string) => {
    const trimmed = words.trim();
    if (trimmed) noteSearch(trimmed);
    setText(trimmed);
    react('chosen');
    input.current?.blur();
    onSearched();
    go({ ...query, text: trimmed });
  };

  const choose = ({ kind, text: words, id }: Suggestion) => {
    if (kind === 'recent' || kind === 'word') return searchText(words);
    react('chosen');
    input.current?.blur();
    onSearched();
    setText(query.text);
    if (kind === 'tag') go(withAdded(query, 'tags', words));
    else if (kind === 'artist') go({ ...query, artist: words });
    else void navigate(kind === 'palette' ? `/palette/${id}` : `/image/${id}`);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = combobox.active === null ? undefined : suggestions[combobox.active];
    if (chosen) choose(chosen);
    else if (text.trim() || query.text) searchText(text);
  };

  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      react(event.key);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (combobox.open) react('Escape');
      else input.current?.blur();
    }
  };

  const open = combobox.open && suggestions.length > 0;
  return (
    <search className="relative min-w-0 flex-1 sm:max-w-2xl max-sm:has-[input:focus]:absolute max-sm:has-[input:focus]:inset-x-2 max-sm:has-[input:focus]:z-10">
      <form
        onSubmit={submit}
        className="flex h-11 items-center rounded-full border border-transparent bg-sunken pr-1 pl-4 transition-colors focus-within:border-line-strong focus-within:bg-surface"
      >
        <Search className="size-[18px] shrink-0 text-ink-soft" aria-hidden />
        <input
          ref={input}
          type="text"
          enterKeyHint="search"
          role="combobox"
          aria-label="Search pictures"
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={combobox.active === null ? undefined : `${listId}-${combobox.active}`}
          placeholder="Describe a picture…"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={500}
          value={text}
          className="h-full min-w-0 flex-1 bg-transparent px-3 text-base text-ellipsis outline-none placeholder:text-ink-soft"
          onChange={(event) => {
            setText(event.target.value);
            react('typed');
          }}
          onFocus={() => react('focused')}
          onBlur={() => react('left')}
          onKeyDown={press}
        />
        {text && (
          <button
            type="button"
            aria-label="Clear the words"
            title="Clear the words"
            className={inside}
            onClick={() => {
              setText('');
              input.current?.focus();
            }}
          >
            <X className="size-4" aria-hidden />
          </button>
        )}
        <PictureButton label="Search by a picture" className={`${inside} max-sm:hidden`}>
          <ImagePlus className="size-[18px]" aria-hidden />
        </PictureButton>
        <div className="max-sm:hidden">
          <ColorButton label="Search by colour" align="end" className={inside}>
            <Droplet className="size-[18px]" aria-hidden />
          </ColorButton>
        </div>
      </form>
      <div
        className={`absolute inset-x-0 top-full z-40 mt-2 overflow-hidden rounded-2xl border border-line bg-surface py-2 shadow-float ${open ? '' : combobox.open ? 'sm:hidden' : 'hidden'}`}
      >
        {/* Choosing with the pointer must not take the focus from the field first. */}
        <div
          id={listId}
          role="listbox"
          aria-label="Suggestions"
          onPointerDown={(event) => event.preventDefault()}
        >
          {suggestions.map((suggestion, index) => {
            const Icon = ICONS[suggestion.kind];
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and handles the keys.
              // biome-ignore lint/a11y/useFocusableInteractive: as the combobox pattern wants it.
              <div
                key={`${suggestion.kind}:${suggestion.id ?? suggestion.text}`}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === combobox.active}
                onClick={() => choose(suggestion)}
                className="flex items-center gap-3 px-5 py-2.5 hover:bg-sunken aria-selected:bg-sunken"
              >
                <Icon className="size-4 shrink-0 text-ink-soft" aria-hidden />
                <span className="min-w-0 flex-1 truncate">{suggestion.text}</span>
                <span className="sr-only">, {KINDS[suggestion.kind]}</span>
                {suggestion.images != null && (
                  <span className="text-sm text-ink-soft tabular-nums">{formatCount(suggestion.images)}</span>
                )}
              </div>
            );
          })}
        </div>
        <div
          className="mx-3 flex items-center gap-1 sm:hidden"
          onPointerDown={(event) => event.preventDefault()}
        >
          <PictureButton label="Search by a picture" className={way}>
            <ImagePlus className="size-4" aria-hidden />
            By a picture
          </PictureButton>
          <Link to="/search" className={way} onClick={() => input.current?.blur()}>
            <Droplet className="size-4" aria-hidden />
            By colour and more
          </Link>
        </div>
        {text.trim() === '' && suggestions.some(({ kind }) => kind === 'recent') && (
          <button
            type="button"
            tabIndex={-1}
            className="mt-1 ml-3 rounded-full px-3 py-1.5 text-sm text-ink-soft hover:bg-sunken hover:text-ink"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              forgetSearches();
              react('Escape');
            }}
          >
            Forget recent searches
          </button>
        )}
      </div>
    </search>
  );
}

function useSuggestions(text: string, open: boolean): readonly Suggestion[] {
  const typed = text.trim().toLowerCase();
  const settled = useDebounced(typed, TYPING_PAUSE_MS);
  const viewer = useViewer();
  const suggested = useSuggested(settled, SUGGESTED, open);
  const tags = useTags('', SUGGESTED, open && typed === '');
  const palettes = useMyPalettes(open && viewer != null);
  if (!open) return [];
  const recent = recentSearches()
    .filter((other) => other.toLowerCase().startsWith(typed) && other.toLowerCase() !== typed)
    .slice(0, RECENT)
    .map((words): Suggestion => ({ kind: 'recent', text: words }));
  const mine = (typed ? (palettes.data ?? []) : [])
    .filter(({ title }) => title.toLowerCase().includes(typed))
    .slice(0, PALETTES)
    .map(({ id, title, images }): Suggestion => ({ kind: 'palette', text: title, images, id }));
  const known: readonly Suggestion[] = typed
    ? (suggested.data ?? [])
    : (tags.data?.items ?? []).map(({ name, images }) => ({ kind: 'tag', text: name, images }));
  return [...recent, ...mine, ...known];
}
