import { Settings } from 'lucide-react';
import { Link } from 'react-router';
import { Avatar } from '@/components/avatar';
import { buttonQuiet } from '@/components/button-styles';
import { plural } from '@/lib/format';
import type { Profile } from '../api/profile';

/** Whose pictures these are. */
export function ProfileHead({ profile, own }: { readonly profile: Profile; readonly own: boolean }) {
  const { name, display_name, images, palettes } = profile;
  const counts = [
    plural(images, 'picture', 'pictures'),
    palettes > 0 && plural(palettes, 'Palette', 'Palettes'),
  ];
  return (
    <header className="gutter-text flex flex-col items-center pt-10 pb-10 text-center sm:pt-16 sm:pb-12">
      <Avatar name={name} className="size-20 text-4xl sm:size-24" />
      <h1 className="mt-5 max-w-full font-display text-4xl leading-tight [overflow-wrap:anywhere] sm:text-6xl">
        {display_name || name}
      </h1>
      <p className="mt-2 text-ink-soft">
        @{name} · {counts.filter(Boolean).join(' · ')}
      </p>
      {own && (
        <Link to="/settings" className={`${buttonQuiet} mt-5`}>
          <Settings className="size-4" aria-hidden />
          Edit profile
        </Link>
      )}
    </header>
  );
}
