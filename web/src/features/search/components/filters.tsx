import { SlidersHorizontal } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useViewer } from '@/api/get-instance';
import { useMyPalettes } from '@/api/list-palettes';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Field } from '@/components/field';
import { Popover } from '@/components/popover';
import { usePaletteTitle } from '../api/get-palette-title';
import { filterCount, withoutFilters } from '../model/query-filters';
import { LIMITS, type SearchQuery } from '../model/search-query';
import { useGoToSearch } from '../model/use-search';

const SIZES = [
  { value: '', label: 'Any size' },
  { value: '1', label: '1 megapixel or more' },
  { value: '4', label: '4 megapixels or more' },
  { value: '8', label: '8 megapixels or more' },
  { value: '20', label: '20 megapixels or more' },
];

const WORDS = [
  { value: '', label: 'With or without' },
  { value: 'true', label: 'With a title or description' },
  { value: 'false', label: 'With neither' },
];

const box =
  'mt-1.5 h-11 w-full rounded-xl border border-line bg-surface px-3 text-base font-normal hover:border-line-strong';

/** What a picture must be to be looked at at all. */
export function Filters({ query, className }: { readonly query: SearchQuery; readonly className: string }) {
  const count = filterCount(query);
  return (
    <Popover
      label="Filters"
      align="end"
      className="sm:w-96"
      trigger={(bind) => (
        <button type="button" className={className} {...bind}>
          <SlidersHorizontal className="size-4" aria-hidden />
          Filters
          {count > 0 && (
            <span className="grid min-w-5 place-items-center rounded-full bg-ink px-1.5 text-xs text-canvas">
              {count}
            </span>
          )}
        </button>
      )}
    >
      {(close) => <FilterForm query={query} onDone={close} />}
    </Popover>
  );
}

function FilterForm({ query, onDone }: { readonly query: SearchQuery; readonly onDone: () => void }) {
  const go = useGoToSearch();
  const viewer = useViewer();
  const people = useId();
  const [artist, setArtist] = useState(query.artist);
  const [owner, setOwner] = useState(query.owner);
  const [any, setAny] = useState(query.anyTags.join(', '));
  const [none, setNone] = useState(query.noTags.join(', '));
  const [palette, setPalette] = useState(query.palette);
  const [size, setSize] = useState(query.megapixels === null ? '' : String(query.megapixels));
  const [words, setWords] = useState(query.hasWords === null ? '' : String(query.hasWords));
  const [from, setFrom] = useState(query.from);
  const [until, setUntil] = useState(query.until);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone();
    go({
      ...query,
      artist: artist.trim(),
      owner: owner === query.owner ? owner : ownerNamed(owner),
      anyTags: namesIn(any, LIMITS.anyTags),
      noTags: namesIn(none, LIMITS.noTags),
      palette,
      key: palette === query.palette ? query.key : '',
      megapixels: size ? Number(size) : null,
      hasWords: words === '' ? null : words === 'true',
      from,
      until,
    });
  };
  return (
    <form onSubmit={submit} className="flex max-h-[70dvh] flex-col gap-4 overflow-y-auto p-5 pb-0">
      <Field
        label="Artist"
        data-autofocus
        autoComplete="off"
        maxLength={200}
        value={artist}
        onChange={({ target }) => setArtist(target.value)}
      />
      <Field
        label="Brought in by"
        hint="The name of somebody here"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={40}
        list={people}
        value={owner}
        onChange={({ target }) => setOwner(target.value)}
      />
      {viewer && (
        <datalist id={people}>
          <option value={`@${viewer.name}`}>You</option>
        </datalist>
      )}
      <Field
        label="With any of these tags"
        hint="Commas between them"
        autoComplete="off"
        autoCapitalize="off"
        value={any}
        onChange={({ target }) => setAny(target.value)}
      />
      <Field
        label="With none of these tags"
        autoComplete="off"
        autoCapitalize="off"
        value={none}
        onChange={({ target }) => setNone(target.value)}
      />
      <WithinPalette query={query} value={palette} onChange={setPalette} />
      <Choice
        label="Size"
        options={
          SIZES.some(({ value }) => value === size)
            ? SIZES
            : [...SIZES, { value: size, label: `${size} megapixels or more` }]
        }
        value={size}
        onChange={setSize}
      />
      <Choice label="Words" options={WORDS} value={words} onChange={setWords} />
      <div className="grid grid-cols-2 gap-3">
        <Field label="Added from" type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        <Field label="Before" type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
      </div>
      <div className="sticky bottom-0 -mx-5 flex justify-end gap-3 border-t border-line bg-surface px-5 py-3">
        <button
          type="button"
          className={buttonQuiet}
          onClick={() => {
            onDone();
            go(withoutFilters(query));
          }}
        >
          Clear all
        </button>
        <button type="submit" className={buttonSolid}>
          Show
        </button>
      </div>
    </form>
  );
}

interface WithinPaletteProps {
  readonly query: SearchQuery;
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** One's own Palettes, and the one that is searched within already; nothing where there is none. */
function WithinPalette({ query, value, onChange }: WithinPaletteProps) {
  const viewer = useViewer();
  const palettes = useMyPalettes(viewer != null);
  const title = usePaletteTitle(query.palette, query.key);
  const mine = (palettes.data ?? []).map((palette) => ({ id: palette.id, title: palette.title }));
  const known = mine.some(({ id }) => id === query.palette);
  const all =
    query.palette && !known ? [{ id: query.palette, title: title ?? 'This Palette' }, ...mine] : mine;
  if (all.length === 0) return null;
  return (
    <Choice
      label="Within a Palette"
      options={[
        { value: '', label: 'Everywhere' },
        ...all.map((palette) => ({ value: palette.id, label: palette.title })),
      ]}
      value={value}
      onChange={onChange}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <label className="block text-[15px] font-medium">
      {label}
      <select value={value} className={box} onChange={({ target }) => onChange(target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

// As it stands in an address. Nobody types an id.
function ownerNamed(text: string): string {
  const name = text.trim();
  return name === '' || name.startsWith('@') ? name : `@${name}`;
}

function namesIn(text: string, max: number): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return [...new Set(names.filter(Boolean))].slice(0, max);
}
