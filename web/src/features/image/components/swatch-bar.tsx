import { Search } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Swatch } from '@/api/client';
import { copyText } from '@/components/copy-text';
import { colorName, inkOn } from '@/lib/color';
import { formatShare } from '@/lib/format';

/** The colours of a picture, as wide as their share. A click copies the colour, its second button searches by it. */
export function SwatchBar({ swatches }: { readonly swatches: readonly Swatch[] }) {
  const navigate = useNavigate();
  if (swatches.length === 0) return null;
  const search = (color: string) => navigate(`/search?color=${color.slice(1)}`);
  return (
    <section aria-labelledby="swatches-title">
      <h2 id="swatches-title" className="mb-3 text-sm text-ink-soft">
        Colours
      </h2>
      <ul className="flex h-16 overflow-hidden rounded-xl">
        {swatches.map(({ color, share }) => (
          <li
            key={color}
            className="group/swatch relative min-w-11 transition-[flex-grow] duration-200"
            style={{ flexGrow: share, flexBasis: 0, backgroundColor: color, color: inkOn(color) }}
          >
            <button
              type="button"
              aria-label={`Copy ${color}, ${colorName(color)}, ${formatShare(share)}`}
              title={`${color} · ${formatShare(share)}\nClick to copy, shift-click to search`}
              className="absolute inset-0 focus-visible:-outline-offset-4 focus-visible:outline-current"
              onClick={(event) => (event.shiftKey ? search(color) : void copyText(color))}
            />
            <button
              type="button"
              aria-label={`Pictures in ${colorName(color)} ${color}`}
              title="Search by this colour"
              className="absolute inset-x-0 bottom-1 mx-auto grid size-8 place-items-center rounded-full opacity-0 transition-opacity group-hover/swatch:opacity-100 focus-visible:opacity-100 focus-visible:outline-current pointer-coarse:opacity-80"
              onClick={() => search(color)}
            >
              <Search className="size-4" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
