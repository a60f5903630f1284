import { FolderInput, Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAskLogin, useViewer } from '@/api/get-instance';
import { useMyPalettes } from '@/api/list-palettes';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { LoadProblem } from '@/components/load-problem';
import { Notice } from '@/components/notice';
import { useActions } from '@/components/use-actions';
import { PaletteStacks } from '@/features/palettes/components/palette-stacks';
import { palettePath, SORTS, type Sort, sorted } from '@/features/palettes/model/palette';
import { useImportPalette } from '@/features/palettes/model/use-import-palette';
import { local, readStored, writeStored } from '@/lib/storage';

const NewPaletteDialog = lazy(() =>
  import('@/features/palettes/components/new-palette-dialog').then((module) => ({
    default: module.NewPaletteDialog,
  })),
);

const KEY = 'palette.palettes-sort';
const isSort = (value: unknown): value is Sort => typeof value === 'string' && value in SORTS;

export function PalettesPage() {
  const viewer = useViewer();
  const askLogin = useAskLogin();
  const palettes = useMyPalettes(viewer != null);
  const [sort, setSort] = useState<Sort>(() => readStored(local, KEY, isSort) ?? 'changed');
  const [making, setMaking] = useState(false);
  const mine = sorted(palettes.data ?? [], sort);

  useActions([
    {
      id: 'palettes.new',
      group: 'Everywhere',
      label: 'A new Palette',
      keys: ['n'],
      when: () => viewer != null,
      perform: () => setMaking(true),
    },
  ]);

  if (viewer === null) {
    return (
      <>
        <title>Palettes · Palette</title>
        <Notice
          level="h1"
          accent
          title="Put together what belongs together."
          actions={
            <button type="button" className={buttonSolid} onClick={askLogin}>
              Log in
            </button>
          }
        >
          A Palette is a collection of pictures, for you alone, for those with a link, or for everyone. Log in
          to make one.
        </Notice>
      </>
    );
  }
  return (
    <>
      <title>Palettes · Palette</title>
      <header className="gutter-text flex flex-wrap items-end justify-between gap-x-6 gap-y-4 pt-6 pb-8 sm:pt-10">
        <h1 className="font-display text-4xl sm:text-5xl">Palettes</h1>
        <div className="flex flex-wrap items-center gap-2">
          {mine.length > 1 && (
            <select
              aria-label="Order"
              value={sort}
              className="h-10 rounded-full border border-line bg-surface px-4 pointer-coarse:h-11 text-[15px] hover:border-line-strong"
              onChange={({ target }) => {
                if (!isSort(target.value)) return;
                setSort(target.value);
                writeStored(local, KEY, target.value);
              }}
            >
              {Object.entries(SORTS).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
          <ImportButton />
          <button
            type="button"
            aria-haspopup="dialog"
            className={buttonSolid}
            onClick={() => setMaking(true)}
          >
            <Plus className="size-4" aria-hidden />
            New Palette
          </button>
        </div>
      </header>
      {palettes.isError && <LoadProblem problem={palettes.error} onRetry={() => palettes.refetch()} />}
      {palettes.isPending && (
        <p role="status" className="gutter-text text-ink-soft">
          Looking for your Palettes…
        </p>
      )}
      {palettes.isSuccess && mine.length === 0 && (
        <Notice title="No Palette yet." accent>
          Make one here, or save a picture from any wall with its bookmark or the key{' '}
          <kbd className="font-text font-medium text-ink">s</kbd>.
        </Notice>
      )}
      <div className="gutter-text pb-20">
        <PaletteStacks palettes={mine} />
      </div>
      {making && (
        <Suspense>
          <NewPaletteDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </>
  );
}

function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const { importing, importFile } = useImportPalette((palette) => navigate(palettePath(palette.id)));
  return (
    <>
      <button
        type="button"
        className={buttonQuiet}
        disabled={importing}
        title="Bring in a Palette that was exported as a ZIP file"
        onClick={() => input.current?.click()}
      >
        <FolderInput className="size-4" aria-hidden />
        <span className="max-sm:sr-only">{importing ? 'Importing…' : 'Import'}</span>
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        aria-label="Exported Palette (ZIP)"
        tabIndex={-1}
        className="hidden"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) void importFile(file);
        }}
      />
    </>
  );
}
