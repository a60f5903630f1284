import { Info } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { Popover } from '@/components/popover';
import { describeQuery } from '../model/describe-query';
import { parseSearchQuery } from '../model/search-query';
import { MatchReasons } from './match-reasons';

/** On the page of a picture that a search led to. `search` is that search's address behind the question mark. */
export function WhyItMatched({ id, search }: { readonly id: string; readonly search: string }) {
  const query = useMemo(() => parseSearchQuery(new URLSearchParams(search)), [search]);
  return (
    <div className="mt-4">
      <Popover
        label="Why it matched"
        className="p-5 sm:w-80"
        trigger={(bind) => (
          <button
            type="button"
            className="flex items-center gap-2 rounded-full bg-sunken py-2 pr-4 pl-3 text-sm text-ink-soft hover:text-ink"
            {...bind}
          >
            <Info className="size-4 shrink-0" aria-hidden />
            <span className="truncate">Why it matched {describeQuery(query)}</span>
          </button>
        )}
      >
        {() => (
          <>
            <MatchReasons id={id} query={query} />
            <Link
              to={`/search${search}`}
              className="mt-4 inline-block text-sm underline decoration-line-strong underline-offset-4 hover:decoration-ink"
            >
              Back to the search
            </Link>
          </>
        )}
      </Popover>
    </div>
  );
}
