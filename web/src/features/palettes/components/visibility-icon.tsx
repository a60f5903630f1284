import { Globe, Link2, Lock } from 'lucide-react';
import { VISIBILITIES, type Visibility } from '../model/palette';

const ICONS = { private: Lock, unlisted: Link2, public: Globe } as const;

export function VisibilityIcon({
  visibility,
  className = 'size-4',
}: {
  readonly visibility: Visibility;
  readonly className?: string;
}) {
  const Icon = ICONS[visibility];
  return (
    <>
      <Icon className={`shrink-0 ${className}`} aria-hidden />
      <span className="sr-only">{VISIBILITIES[visibility].label}, </span>
    </>
  );
}
