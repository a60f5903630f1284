import { Upload } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { buttonSolid } from '@/components/button-styles';
import { OwnImages } from '@/features/upload/components/own-images';
import { Trash } from '@/features/upload/components/trash';
import { MembersOnly } from '../members-only';

const VIEWS = [
  { view: 'images', label: 'Pictures', to: '/uploads' },
  { view: 'duplicates', label: 'Duplicates', to: '/duplicates' },
  { view: 'trash', label: 'Bin', to: '/uploads?view=trash' },
] as const;

export function UploadsPage() {
  const [params] = useSearchParams();
  const view = params.get('view') === 'trash' ? 'trash' : 'images';
  return (
    <MembersOnly>
      <title>Your uploads · Palette</title>
      <header className="gutter-text flex flex-wrap items-end justify-between gap-x-8 gap-y-5 pt-8 pb-6 sm:pt-12">
        <h1 className="font-display text-4xl sm:text-5xl">Your uploads</h1>
        <div className="flex items-center gap-4">
          <nav aria-label="Your uploads" className="flex gap-1">
            {VIEWS.map(({ view: other, label, to }) => (
              <Link
                key={other}
                to={to}
                aria-current={view === other ? 'page' : undefined}
                className="rounded-full px-4 py-2 text-[15px] text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
              >
                {label}
              </Link>
            ))}
          </nav>
          <Link to="/upload" className={buttonSolid}>
            <Upload className="size-4" aria-hidden />
            Upload
          </Link>
        </div>
      </header>
      {view === 'trash' ? <Trash /> : <OwnImages />}
    </MembersOnly>
  );
}
