import { Ellipsis, Layers, Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { reasonOf, type SavedSearch } from '@/api/client';
import { useViewer } from '@/api/get-instance';
import { Menu } from '@/components/menu';
import { toast } from '@/components/toast';
import {
  useDeleteSearch,
  useMakeLivingPalette,
  useRenameSearch,
  useSavedSearches,
  useSaveSearch,
} from '../api/saved-searches';
import { describeQuery } from '../model/describe-query';
import { NAME_CHARACTERS_MAX } from '../model/saved-search';
import { parseSearchQuery } from '../model/search-query';

/** The person's saved searches; nothing for who has none. */
export function SavedSearches() {
  const viewer = useViewer();
  const saved = useSavedSearches(viewer != null);
  if (!viewer || !saved.data || saved.data.length === 0) return null;
  return (
    <section aria-labelledby="saved-searches" className="mt-14 text-left">
      <h3 id="saved-searches" className="font-display text-2xl">
        Your saved searches
      </h3>
      <ul className="mt-3 divide-y divide-line border-y border-line">
        {saved.data.map((search) => (
          <Saved key={search.id} search={search} />
        ))}
      </ul>
    </section>
  );
}

function Saved({ search }: { readonly search: SavedSearch }) {
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const remove = useDeleteSearch();
  const saveAgain = useSaveSearch();
  const makeLiving = useMakeLivingPalette();
  const failed = (cause: unknown) => void toast(reasonOf(cause), 'failed');

  const forget = () =>
    remove.mutate(search, {
      onSuccess: () =>
        void toast(`Forgot “${search.name}”`, 'done', {
          label: 'Undo',
          perform: () => saveAgain.mutate({ name: search.name, query: search.query }, { onError: failed }),
        }),
      onError: failed,
    });
  if (renaming) return <Rename search={search} onDone={() => setRenaming(false)} />;
  return (
    <li className="flex items-center gap-3 py-1.5">
      <Link to={`/search?${search.query}`} className="group/saved min-w-0 flex-1 py-2">
        <span className="block truncate font-display text-lg underline-offset-4 group-hover/saved:underline">
          {search.name}
        </span>
        <span className="block truncate text-sm text-ink-soft">
          {describeQuery(parseSearchQuery(new URLSearchParams(search.query)))}
        </span>
      </Link>
      <Menu
        label={`What to do with ${search.name}`}
        items={[
          { label: 'Rename', icon: Pencil, perform: () => setRenaming(true) },
          {
            label: 'Make a living Palette',
            icon: Layers,
            perform: () =>
              makeLiving.mutate(search, {
                onSuccess: (palette) => navigate(`/palette/${palette.id}`),
                onError: failed,
              }),
          },
          { label: 'Forget', icon: Trash2, danger: true, perform: forget },
        ]}
        trigger={(bind) => (
          <button
            type="button"
            aria-label={`What to do with ${search.name}`}
            title="Rename, forget and more"
            className="grid size-10 place-items-center rounded-full text-ink-soft hover:bg-sunken hover:text-ink"
            {...bind}
          >
            <Ellipsis className="size-[18px]" aria-hidden />
          </button>
        )}
      />
    </li>
  );
}

function Rename({ search, onDone }: { readonly search: SavedSearch; readonly onDone: () => void }) {
  const [name, setName] = useState(search.name);
  const rename = useRenameSearch();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (!wanted || wanted === search.name) return onDone();
    rename.mutate(
      { id: search.id, name: wanted },
      { onSuccess: onDone, onError: (problem) => void toast(reasonOf(problem), 'failed') },
    );
  };
  return (
    <li className="py-1.5">
      <form onSubmit={submit} className="flex items-center gap-3 py-2">
        <input
          // biome-ignore lint/a11y/noAutofocus: it replaces the name that was to be changed.
          autoFocus
          value={name}
          aria-label={`New name of ${search.name}`}
          maxLength={NAME_CHARACTERS_MAX}
          className="h-10 min-w-0 flex-1 rounded-xl border border-line bg-surface px-3 text-base hover:border-line-strong"
          onChange={({ target }) => setName(target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
        />
        <button
          type="submit"
          disabled={rename.isPending}
          className="h-10 rounded-full bg-ink px-4 text-[15px] font-medium text-canvas disabled:opacity-50"
        >
          Rename
        </button>
      </form>
    </li>
  );
}
