import { Upload } from 'lucide-react';
import { Link } from 'react-router';
import { buttonSolid } from '@/components/button-styles';

const VIEWS = [
  { view: 'images', label: 'Pictures', to: '/uploads' },
  { view: 'duplicates', label: 'Duplicates', to: '/duplicates' },
  { view: 'trash', label: 'Bin', to: '/uploads?view=trash' },
] as const;

interface UploadsHeaderProps {
  readonly title: string;
  readonly view: (typeof VIEWS)[number]['view'];
}

/** Above everything about what a person brought in: where one is, and what else there is. */
export function UploadsHeader({ title, view }: UploadsHeaderProps) {
  return (
    <header className="gutter-text flex flex-wrap items-end justify-between gap-x-8 gap-y-5 pt-8 pb-6 sm:pt-12">
      <h1 className="font-display text-4xl sm:text-5xl">{title}</h1>
      <div className="flex items-center gap-4 max-sm:w-full max-sm:justify-between max-sm:gap-1">
        <nav aria-label="Your uploads" className="flex gap-1">
          {VIEWS.map(({ view: other, label, to }) => (
            <Link
              key={other}
              to={to}
              aria-current={view === other ? 'page' : undefined}
              className="touch rounded-full px-4 py-2 text-[15px] text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink max-sm:px-3"
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
  );
}
