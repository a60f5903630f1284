import { ArrowUp } from 'lucide-react';
import { plural } from '@/lib/format';

export function ArrivalsNote({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  return (
    <div className="pointer-events-none fixed inset-x-0 top-32 z-20 flex justify-center">
      <span role="status" className="sr-only">
        {count > 0 && 'New pictures have arrived.'}
      </span>
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="pointer-events-auto flex h-10 items-center gap-2 rounded-full bg-ink px-5 text-sm font-medium text-canvas tabular-nums shadow-float"
        >
          <ArrowUp className="size-4" aria-hidden />
          {plural(count, 'new picture', 'new pictures')} — show
        </button>
      )}
    </div>
  );
}
