import { Bookmark } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAskLogin, useViewer } from '@/api/get-instance';
import { buttonQuiet, buttonSolid, buttonText } from '@/components/button-styles';
import { Field } from '@/components/field';
import { Popover } from '@/components/popover';
import { toast } from '@/components/toast';
import { useMakeLivingPalette, useSavedSearches, useSaveSearch } from '../api/saved-searches';
import { isSameSearch, NAME_CHARACTERS_MAX, suggestedName } from '../model/saved-search';
import { type SearchQuery, searchParams } from '../model/search-query';

interface SaveSearchProps {
  readonly query: SearchQuery;
  readonly className: string;
}

/** Keeps the search as it is: under a name, or as a Palette that lives off it. */
export function SaveSearch({ query, className }: SaveSearchProps) {
  const viewer = useViewer();
  const askLogin = useAskLogin();
  const button = (bind: object) => (
    <button
      type="button"
      aria-label="Save this search"
      title="Save this search"
      className={className}
      {...bind}
    >
      <Bookmark className="size-4" aria-hidden />
      <span className="max-sm:sr-only">Save</span>
    </button>
  );
  if (viewer === undefined) return null;
  if (viewer === null) return button({ onClick: askLogin });
  return (
    <Popover label="Save this search" align="end" className="sm:w-96" trigger={button}>
      {(close) => <SaveForm query={query} onDone={close} />}
    </Popover>
  );
}

function SaveForm({ query, onDone }: { readonly query: SearchQuery; readonly onDone: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState(() => suggestedName(query));
  const save = useSaveSearch();
  const makeLiving = useMakeLivingPalette();
  const saved = useSavedSearches(true);
  const link = searchParams(query).toString();
  const known = saved.data?.find((search) => isSameSearch(search.query, link));
  const busy = save.isPending || makeLiving.isPending;
  const problem = save.error ?? makeLiving.error;
  const wanted = { name: name.trim(), query: link };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wanted.name || busy) return;
    save.mutate(wanted, {
      onSuccess: () => {
        onDone();
        void toast(`Saved “${wanted.name}”`);
      },
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-5">
      <Field
        label="Name"
        data-autofocus
        required
        maxLength={NAME_CHARACTERS_MAX}
        autoComplete="off"
        value={name}
        hint={known && `You have it as “${known.name}” already.`}
        problem={problem && (problem.detail ?? problem.message)}
        onChange={({ target }) => setName(target.value)}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <button
          type="button"
          className={buttonQuiet}
          title="A Palette that always holds what this search finds"
          disabled={!wanted.name || busy}
          onClick={() =>
            makeLiving.mutate(wanted, {
              onSuccess: (palette) => {
                onDone();
                navigate(`/palette/${palette.id}`);
              },
            })
          }
        >
          Make a living Palette
        </button>
        <button type="submit" className={buttonSolid} disabled={!wanted.name || busy}>
          Save the search
        </button>
      </div>
      <p className="text-sm text-ink-soft">
        A living Palette holds what the search finds, also what comes later.{' '}
        <Link to="/search" className={buttonText} onClick={onDone}>
          All saved searches
        </Link>
      </p>
    </form>
  );
}
