import { useQueryClient } from '@tanstack/react-query';
import { Check, Plus, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Palette } from '@/api/client';
import { usePalettesFor } from '@/api/list-palettes';
import { dialogPlace } from '@/components/dialog-place';
import { IconButton } from '@/components/icon-button';
import { plural } from '@/lib/format';
import { countOf, matching, mayAdd, sorted, TITLE_CHARACTERS_MAX, titled } from '../model/palette';
import { closeSave, type SaveTarget } from '../model/save-target';
import { moveTo, saveTo, saveToNew, takeOut } from '../model/save-to';
import { CoverThumb } from './cover-thumb';
import { VisibilityIcon } from './visibility-icon';

const SIZE = { width: 360, height: 440 };

type Option = { readonly palette: Palette } | { readonly create: string };

/** Which Palette? The last used first; typing narrows, and makes a new one where there is none of that name. */
export function SaveDialog({ target }: { readonly target: SaveTarget }) {
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [one] = target.images;
  const single = target.images.length === 1 && one ? one : null;
  const palettes = usePalettesFor(single?.id ?? null, client);

  // Taken before the field of the dialog has the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus(); // else it goes to the first button
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [before]);

  const { from } = target;
  const mine = sorted(
    (palettes.data ?? []).filter((palette) => mayAdd(palette) && palette.id !== from?.id),
    'changed',
  );
  const title = typed.trim();
  const options: Option[] = matching(mine, title).map((palette) => ({ palette }));
  if (title && !from && palettes.isSuccess && !titled(mine, title)) options.push({ create: title });
  const chosen = Math.min(active, options.length - 1);

  const close = () => dialog.current?.close();
  const choose = (option: Option | undefined) => {
    if (!option) return;
    close();
    if ('create' in option) void saveToNew(client, option.create, target.images);
    else if (from) void moveTo(client, from, option.palette, target.images);
    else if (option.palette.contains) void takeOut(client, option.palette, target.images);
    else void saveTo(client, option.palette, target.images);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = Math.max(0, Math.min(options.length - 1, chosen + (event.key === 'ArrowDown' ? 1 : -1)));
      setActive(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(options[chosen]);
    }
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      aria-label={from ? 'Move to another Palette' : 'Save to a Palette'}
      className="fixed m-0 flex w-[360px] flex-col overflow-hidden rounded-2xl border border-line bg-surface p-0 shadow-float backdrop:bg-transparent max-sm:inset-x-2 max-sm:top-auto max-sm:bottom-2 max-sm:w-auto max-sm:max-w-none max-sm:backdrop:bg-veil"
      style={dialogPlace(target.at, SIZE)}
      onClose={closeSave}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="flex items-center justify-between pt-3 pr-2 pl-5">
        <h2 className="font-display text-xl">
          {`${from ? 'Move' : 'Save'} ${single ? '' : `${plural(target.images.length, 'picture', 'pictures')} `}to`}
        </h2>
        <IconButton icon={X} label="Close" onClick={close} />
      </div>
      <div className="mx-4 mt-2 mb-3 flex h-11 items-center gap-2.5 rounded-full border border-line-strong bg-canvas px-4">
        <Search className="size-4 shrink-0 text-ink-soft" aria-hidden />
        <input
          ref={field}
          role="combobox"
          aria-label="Find or name a Palette"
          aria-expanded={options.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={options.length > 0 ? `${listId}-${chosen}` : undefined}
          placeholder={mine.length > 0 ? 'Find or make one' : 'Name your first Palette'}
          autoComplete="off"
          spellCheck={false}
          maxLength={TITLE_CHARACTERS_MAX}
          value={typed}
          className="min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-soft"
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Palettes"
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2 empty:hidden"
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and handles the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: as the combobox pattern wants it.
          <div
            key={'create' in option ? 'create' : option.palette.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className="flex items-center gap-3 rounded-xl px-3 py-2 hover:bg-sunken aria-selected:bg-sunken"
            onClick={() => choose(option)}
          >
            {'create' in option ? <NewRow title={option.create} /> : <PaletteRow palette={option.palette} />}
          </div>
        ))}
      </div>
      {palettes.isPending && <p className="px-5 pb-5 text-sm text-ink-soft">Looking for your Palettes…</p>}
      {palettes.isError && (
        <p role="alert" className="px-5 pb-5 text-sm text-danger">
          {palettes.error.detail ?? palettes.error.message}
        </p>
      )}
      {palettes.isSuccess && options.length === 0 && (
        <p className="px-5 pb-5 text-sm text-pretty text-ink-soft">
          A Palette holds what belongs together. Give it a name and press Enter: it is private until you say
          otherwise.
        </p>
      )}
    </dialog>
  );
}

function PaletteRow({ palette }: { readonly palette: Palette }) {
  return (
    <>
      <CoverThumb palette={palette} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{palette.title}</span>
        <span className="flex items-center gap-1.5 text-sm text-ink-soft">
          <VisibilityIcon visibility={palette.visibility} className="size-3.5" />
          {countOf(palette)}
        </span>
      </span>
      {palette.contains && (
        <span className="flex items-center gap-1.5 text-sm text-accent">
          <Check className="size-4" aria-hidden />
          Saved<span className="sr-only">: choose to take it out</span>
        </span>
      )}
    </>
  );
}

function NewRow({ title }: { readonly title: string }) {
  return (
    <>
      <span className="grid size-11 shrink-0 place-items-center rounded-lg bg-raised">
        <Plus className="size-5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1 truncate">
        Make <span className="font-medium">{title}</span>
      </span>
    </>
  );
}
