import type { CSSProperties } from 'react';

const GAP = 8;
const PHONE_PX = 640;

/**
 * Where a small dialog stands: below the button that asked for it and inside the window; in the middle where a key did.
 * On phones the style sheet puts it at the bottom edge.
 */
export function dialogPlace(
  at: DOMRect | null,
  { width, height }: { readonly width: number; readonly height: number },
): CSSProperties {
  const { innerWidth, innerHeight } = window;
  if (innerWidth < PHONE_PX) return { maxHeight: '70dvh' };
  if (!at) return { maxHeight: height, left: (innerWidth - width) / 2, top: innerHeight * 0.18 };
  const left = Math.max(GAP, Math.min(at.right - width, innerWidth - width - GAP));
  const top = Math.max(GAP, Math.min(at.bottom + GAP, innerHeight - height - GAP));
  return { maxHeight: height, left, top };
}
