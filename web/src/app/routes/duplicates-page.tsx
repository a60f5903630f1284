import { Link } from 'react-router';
import { DuplicatesReview } from '@/features/duplicates/components/review';
import { MembersOnly } from '../members-only';

export function DuplicatesPage() {
  return (
    <MembersOnly>
      <title>Duplicates · Palette</title>
      <header className="gutter-text flex flex-wrap items-end justify-between gap-x-8 gap-y-3 pt-8 pb-4 sm:pt-12">
        <h1 className="font-display text-4xl sm:text-5xl">Duplicates</h1>
        <nav aria-label="Your uploads" className="flex gap-4 pb-1 text-[15px]">
          <Link to="/uploads" className="text-ink-soft underline-offset-4 hover:text-ink hover:underline">
            Your uploads
          </Link>
          <Link
            to="/uploads?view=trash"
            className="text-ink-soft underline-offset-4 hover:text-ink hover:underline"
          >
            Bin
          </Link>
        </nav>
      </header>
      <DuplicatesReview />
    </MembersOnly>
  );
}
