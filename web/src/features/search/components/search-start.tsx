import { Link } from 'react-router';
import { useTags } from '@/api/list-tags';
import { colorName } from '@/lib/color';
import { HUE_SWATCHES } from '../model/swatches';
import { SavedSearches } from './saved-searches';

const TAGS = 24;

/** The search before anything is searched for: somewhere to begin. */
export function SearchStart() {
  const tags = useTags('', TAGS);
  return (
    <div className="mx-auto max-w-3xl px-6 py-16 text-center sm:py-24">
      <h2 className="font-display text-4xl text-balance sm:text-5xl">Start anywhere.</h2>
      <p className="mt-4 text-[17px] text-ink-soft">
        Words in the field above, a picture dropped on this page, or a colour.
      </p>
      <div className="mt-10 flex flex-wrap justify-center gap-2.5">
        {HUE_SWATCHES.map((color) => (
          <Link
            key={color}
            to={`/search?color=${color.slice(1)}`}
            aria-label={`Pictures in ${colorName(color)}`}
            title={colorName(color)}
            className="touch size-10 rounded-full ring-1 ring-black/10 transition-transform ring-inset hover:scale-110"
            style={{ backgroundColor: color }}
          />
        ))}
      </div>
      <SavedSearches />
      <ul className="mt-12 flex flex-wrap items-baseline justify-center gap-x-6 gap-y-3">
        {tags.data?.items.map(({ name }) => (
          <li key={name}>
            <Link
              to={`/search?${new URLSearchParams({ tag: name })}`}
              className="font-display text-xl text-ink-soft italic transition-colors hover:text-ink"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
