import { Sparkles } from 'lucide-react';
import { Link } from 'react-router';
import type { Palette } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { thumbhashUrl } from '@/lib/thumbhash';
import { countOf, palettePath } from '../model/palette';
import { VisibilityIcon } from './visibility-icon';

const LAYERS = 3;

interface PaletteStacksProps {
  readonly palettes: readonly Palette[];
  /** Of the titles: one below the heading they stand under. */
  readonly level?: 'h2' | 'h3';
}

/** Palettes as stacks of pictures, each with its title in plain sight. */
export function PaletteStacks({ palettes, level = 'h2' }: PaletteStacksProps) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-9 sm:grid-cols-[repeat(auto-fill,minmax(240px,1fr))] sm:gap-x-8 sm:gap-y-12">
      {palettes.map((palette) => (
        <li key={palette.id} className="[contain-intrinsic-size:auto_300px] [content-visibility:auto]">
          <Stack palette={palette} level={level} />
        </li>
      ))}
    </ul>
  );
}

function Stack({ palette, level: Title }: { readonly palette: Palette; readonly level: 'h2' | 'h3' }) {
  return (
    <Link
      to={palettePath(palette.id)}
      className="group/stack block rounded-xl pt-6 focus-visible:outline-offset-8"
    >
      <div className="relative aspect-[5/4]">
        {palette.cover.length === 0 ? (
          <div className="absolute inset-0 rounded-xl border border-dashed border-line-strong/60 bg-sunken" />
        ) : (
          palette.cover.slice(0, LAYERS).map((card, depth) => (
            <img
              key={card.id}
              src={renditionUrl(card.id, depth === 0 ? 640 : 320)}
              alt=""
              loading="lazy"
              decoding="async"
              className={`absolute inset-0 size-full rounded-xl bg-cover object-cover shadow-[0_0_0_2px_var(--canvas)] transition-transform duration-300 ease-soft ${DEPTHS[depth]}`}
              style={{
                zIndex: LAYERS - depth,
                backgroundColor: card.color ?? 'var(--sunken)',
                ...(card.thumbhash && { backgroundImage: `url(${thumbhashUrl(card.thumbhash)})` }),
              }}
            />
          ))
        )}
      </div>
      <Title className="mt-3.5 line-clamp-2 font-display text-lg leading-snug [overflow-wrap:anywhere] sm:text-xl">
        {palette.title}
      </Title>
      <p className="mt-1 flex items-center gap-1.5 text-sm text-ink-soft">
        {palette.role !== 'none' && <VisibilityIcon visibility={palette.visibility} className="size-3.5" />}
        {palette.living && <Sparkles className="size-3.5" role="img" aria-label="Living" />}
        {countOf(palette)}
        {(palette.role === 'contributor' || palette.role === 'viewer') && (
          <span>· @{palette.owner.name}</span>
        )}
      </p>
    </Link>
  );
}

// From the front: the top one whole, the others looking out above it; they fan out a little when one comes near.
const DEPTHS = [
  '',
  'origin-top -translate-y-3 scale-[0.94] brightness-95 group-hover/stack:-translate-y-4',
  'origin-top -translate-y-6 scale-[0.88] brightness-90 group-hover/stack:-translate-y-8',
];
