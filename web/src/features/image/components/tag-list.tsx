import { Link } from 'react-router';
import type { Tag } from '@/api/client';

/** What is in the picture. Words a person gave are solid; what Palette saw by itself is outlined and says how sure it is. */
export function TagList({ tags }: { readonly tags: readonly Tag[] }) {
  if (tags.length === 0) return null;
  return (
    <section aria-labelledby="tags-title">
      <h2 id="tags-title" className="mb-3 text-sm text-ink-soft">
        Tags
      </h2>
      <ul className="flex flex-wrap gap-2">
        {tags.map((tag) => (
          <li key={`${tag.source}:${tag.name}`}>
            <Link
              to={`/search?${new URLSearchParams({ tag: tag.name })}`}
              title={origin(tag)}
              className={`inline-flex h-9 items-center rounded-full border px-3.5 text-sm transition-colors hover:border-line-strong ${
                tag.source === 'person'
                  ? 'border-transparent bg-raised'
                  : 'border-dashed border-line-strong/60 text-ink-soft hover:text-ink'
              }`}
            >
              {tag.name}
              <span className="sr-only">, {origin(tag)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function origin({ source, confidence }: Tag): string {
  if (source === 'person') return 'given by a person';
  return confidence === null ? 'seen by Palette' : `seen by Palette, ${Math.round(confidence * 100)} % sure`;
}
