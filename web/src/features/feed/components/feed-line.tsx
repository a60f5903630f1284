import { Link } from 'react-router';
import type { FeedMode } from '@/api/get-me';
import { buttonText } from '@/components/button-styles';

/** Above the wall where it is not what one may expect of it. */
export function FeedLine({ mode, onboarded }: { readonly mode: FeedMode; readonly onboarded: boolean }) {
  const link = `${buttonText} text-ink`;
  if (mode !== 'personal') {
    return (
      <p className="gutter-text pb-4 text-[15px] text-ink-soft">
        Your feed is off: everything, {mode === 'newest' ? 'newest first' : 'shuffled'}.{' '}
        <Link to="/settings/feed" className={link}>
          Turn it on
        </Link>
      </p>
    );
  }
  if (onboarded) return null;
  return (
    <p className="gutter-text pb-4 text-[15px] text-ink-soft">
      Your wall learns from what you keep.{' '}
      <Link to="/welcome" className={link}>
        Tell it what you love to look at
      </Link>
    </p>
  );
}
