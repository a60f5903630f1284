import { renditionUrl } from '@/api/urls';
import { useMatchReasons } from '../api/explain-match';
import { isImageId } from '../model/example-previews';
import { reasonsOf } from '../model/reasons';
import type { SearchQuery } from '../model/search-query';

interface MatchReasonsProps {
  readonly id: string;
  readonly query: SearchQuery;
}

const VERDICTS = {
  strong: 'A strong match.',
  related: 'Related to what you look for.',
  weak: 'A guess.',
} as const;

/** Why a picture is among the results of a search: each part of the search, and how far it speaks for the picture. */
export function MatchReasons({ id, query }: MatchReasonsProps) {
  const reasons = useMatchReasons(id, query);
  if (reasons.isPending) return <p className="text-sm text-ink-soft">Looking…</p>;
  if (reasons.isError) {
    return (
      <p role="alert" className="text-sm text-danger">
        {reasons.error.detail ?? reasons.error.message}
      </p>
    );
  }
  const { match, passes_filters, signals } = reasons.data;
  return (
    <div>
      <p className="font-medium">
        {passes_filters ? VERDICTS[match] : 'It does not pass the filters of this search.'}
      </p>
      <ul className="mt-3 flex flex-col gap-3">
        {reasonsOf(signals).map(({ key, label, what, part, says }) => (
          <li key={key} className="text-sm">
            <span className="flex items-center justify-between gap-3">
              <span className="flex min-w-0 items-center gap-2">
                {label} <What text={what} />
              </span>
              <span className="shrink-0 text-ink-soft">{says}</span>
            </span>
            <span aria-hidden className="mt-1.5 block h-1.5 rounded-full bg-sunken">
              <span
                className={`block h-full rounded-full ${part < 0 ? 'bg-danger' : 'bg-accent'}`}
                style={{ width: `${Math.abs(part) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
      {passes_filters && reasonsOf(signals).length === 0 && (
        <p className="mt-2 text-sm text-ink-soft">It passes the filters; nothing else was asked.</p>
      )}
    </div>
  );
}

function What({ text }: { readonly text: string }) {
  const colors = text.match(/#[0-9a-f]{6}/g);
  if (colors) {
    return (
      <span className="flex gap-1">
        {colors.map((color) => (
          <span
            key={color}
            className="size-4 rounded-full"
            style={{ backgroundColor: color }}
            title={color}
          />
        ))}
      </span>
    );
  }
  const [id = ''] = text.split('@');
  if (isImageId(id)) {
    return <img src={renditionUrl(id, 320)} alt="the example" className="size-6 rounded object-cover" />;
  }
  return <em className="truncate font-display">{text === 'picture' ? 'your picture' : text}</em>;
}
