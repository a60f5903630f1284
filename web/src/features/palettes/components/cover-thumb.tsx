import type { Palette } from '@/api/client';
import { renditionUrl } from '@/api/urls';

/** A Palette as a small square. */
export function CoverThumb({
  palette,
  className = 'size-11',
}: {
  readonly palette: Palette;
  readonly className?: string;
}) {
  const [first] = palette.cover;
  return first ? (
    <img
      src={renditionUrl(first.id, 320)}
      alt=""
      decoding="async"
      className={`shrink-0 rounded-lg object-cover ${className}`}
      style={{ backgroundColor: first.color ?? 'var(--sunken)' }}
    />
  ) : (
    <span
      aria-hidden
      className={`shrink-0 rounded-lg border border-dashed border-line-strong/60 ${className}`}
    />
  );
}
