import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Image } from '@/api/client';
import { formatBytes, formatDate, formatMediaType } from '@/lib/format';

/** Where the picture comes from and what it is made of. */
export function Facts({ image }: { readonly image: Image }) {
  const rows: [string, ReactNode][] = [
    ['Seen by', image.visibility === 'private' && 'only you'],
    ['Source', source(image)],
    ['Licence', image.licence],
    ['Size', `${image.width} × ${image.height}`],
    ['File', `${formatMediaType(image.media_type)}, ${formatBytes(image.bytes)}`],
    ['Name', image.file_name],
    [
      'Added',
      <span key="added">
        <time dateTime={image.created_at}>{formatDate(image.created_at)}</time>
        {image.owner && (
          <>
            {' by '}
            <Link to={`/@${image.owner.name}`} className="underline-offset-4 hover:underline">
              @{image.owner.name}
            </Link>
          </>
        )}
      </span>,
    ],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function source({ credit, source_url }: Image): ReactNode {
  const url = webAddress(source_url);
  if (!url) return credit || source_url;
  return (
    <a
      href={url.href}
      rel="noreferrer"
      target="_blank"
      className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
    >
      {credit || url.host}
    </a>
  );
}

// What a file says about its source may be anything, a script included.
function webAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}
