import { ArrowUpDown, Download, Ellipsis, Share2, Snowflake, Sparkles, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { Palette } from '@/api/client';
import { buttonQuiet, buttonRound, buttonSolid } from '@/components/button-styles';
import { EditInPlace } from '@/components/edit-in-place';
import { Menu } from '@/components/menu';
import { formatDate } from '@/lib/format';
import { exportUrl } from '../api/change-palette';
import { countOf, DESCRIPTION_CHARACTERS_MAX, TITLE_CHARACTERS_MAX, VISIBILITIES } from '../model/palette';
import { useDeletePalette } from '../model/use-delete-palette';
import { useEditPalette } from '../model/use-edit-palette';
import { useFreezePalette } from '../model/use-freeze-palette';
import { VisibilityIcon } from './visibility-icon';

const ShareDialog = lazy(() => import('./share-dialog').then((module) => ({ default: module.ShareDialog })));

interface PaletteHeaderProps {
  readonly palette: Palette;
  readonly shareKey: string | null;
  readonly arranging: boolean;
  readonly onArrange: (() => void) | null;
}

const titleFace = 'font-display text-4xl leading-[1.1] tracking-[-0.01em] sm:text-5xl xl:text-6xl';

export function PaletteHeader({ palette, shareKey, arranging, onArrange }: PaletteHeaderProps) {
  const edit = useEditPalette(palette);
  const remove = useDeletePalette();
  const freeze = useFreezePalette();
  const [sharing, setSharing] = useState(false);
  const owned = palette.role === 'owner';
  const title = <h1 className={`${titleFace} text-balance [overflow-wrap:anywhere]`}>{palette.title}</h1>;
  const description = (
    <p className="max-w-2xl text-[17px] leading-relaxed whitespace-pre-line text-pretty text-ink-soft [overflow-wrap:anywhere]">
      {palette.description || (owned ? 'What is it for? Add a few words.' : '')}
    </p>
  );

  return (
    <header className="gutter-text pt-6 pb-6 sm:pt-10">
      <div className="lg:flex lg:items-end lg:justify-between lg:gap-10">
        <div className="min-w-0 lg:flex-1">
          {owned ? (
            <EditInPlace
              label="Edit the title"
              value={palette.title}
              charactersMax={TITLE_CHARACTERS_MAX}
              required
              className={titleFace}
              onSave={(title) => edit({ title })}
            >
              {title}
            </EditInPlace>
          ) : (
            title
          )}
          {(owned || palette.description) && (
            <div className="mt-3">
              {owned ? (
                <EditInPlace
                  label="Edit the description"
                  value={palette.description}
                  charactersMax={DESCRIPTION_CHARACTERS_MAX}
                  lines="many"
                  className="max-w-2xl text-[17px] leading-relaxed"
                  onSave={(text) => edit({ description: text })}
                >
                  {description}
                </EditInPlace>
              ) : (
                description
              )}
            </div>
          )}
          <p className="mt-4 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-soft">
            {palette.role !== 'none' && (
              <span className="flex items-center gap-1.5">
                <VisibilityIcon visibility={palette.visibility} className="size-3.5" />
                <span aria-hidden>{VISIBILITIES[palette.visibility].label} ·</span>
              </span>
            )}
            {palette.living && (
              <span className="flex items-center gap-1.5">
                <Sparkles className="size-3.5" aria-hidden />
                {palette.search ? (
                  <Link
                    to={`/search?${palette.search}`}
                    className="text-ink underline-offset-4 hover:underline"
                  >
                    lives off a search
                  </Link>
                ) : (
                  'lives off a search'
                )}
                <span aria-hidden>·</span>
              </span>
            )}
            <span>{countOf(palette)}</span>
            <span aria-hidden>·</span>
            <span>
              by{' '}
              <Link to={`/@${palette.owner.name}`} className="text-ink underline-offset-4 hover:underline">
                @{palette.owner.name}
              </Link>
            </span>
            <span aria-hidden>·</span>
            <span>changed {formatDate(palette.updated_at)}</span>
          </p>
        </div>
        <div className="mt-6 flex flex-wrap items-center gap-2 lg:mt-0 lg:justify-end">
          {onArrange && (
            <button
              type="button"
              aria-pressed={arranging}
              className={arranging ? buttonSolid : buttonQuiet}
              onClick={onArrange}
            >
              <ArrowUpDown className="size-4" aria-hidden />
              {arranging ? 'Done' : 'Arrange'}
            </button>
          )}
          {owned && (
            <button
              type="button"
              aria-haspopup="dialog"
              className={buttonQuiet}
              onClick={() => setSharing(true)}
            >
              <Share2 className="size-4" aria-hidden />
              Share
            </button>
          )}
          <Menu
            label="More"
            items={[
              ...(palette.images > 0
                ? [
                    {
                      label: 'Pictures and words (ZIP)',
                      icon: Download,
                      href: exportUrl(palette.id, 'zip', shareKey),
                    },
                    {
                      label: 'Swatches for Adobe (ASE)',
                      icon: Download,
                      href: exportUrl(palette.id, 'ase', shareKey),
                    },
                    {
                      label: 'Swatches for GIMP (GPL)',
                      icon: Download,
                      href: exportUrl(palette.id, 'gpl', shareKey),
                    },
                  ]
                : []),
              ...(owned && palette.living
                ? [{ label: 'Freeze it as it is', icon: Snowflake, perform: () => void freeze(palette) }]
                : []),
              ...(owned
                ? [
                    {
                      label: 'Delete this Palette',
                      icon: Trash2,
                      danger: true,
                      perform: () => void remove(palette),
                    },
                  ]
                : []),
            ]}
            trigger={(bind) => (
              <button
                type="button"
                aria-label="More"
                title="Export and more"
                className={buttonRound}
                {...bind}
              >
                <Ellipsis className="size-[18px]" aria-hidden />
              </button>
            )}
          />
        </div>
      </div>
      {sharing && (
        <Suspense>
          <ShareDialog palette={palette} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </header>
  );
}
