import { useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { useMe } from '@/api/get-me';
import { plural } from '@/lib/format';
import { totalsOf } from '../model/upload-queue';
import { resumeUnfinished } from '../model/uploads';
import { useUploads } from '../model/use-uploads';

/** Wherever one is while pictures are on their way: how far they are, and a warning before leaving the page. */
export function UploadWatch() {
  const rows = useUploads();
  const { pathname } = useLocation();
  const me = useMe();
  const { open, share } = totalsOf(rows);
  const leaving = open > 0;
  const visibility = me.data?.preferences.upload_visibility ?? 'public';
  const known = !me.isPending || me.fetchStatus === 'idle';

  useEffect(() => {
    if (known) void resumeUnfinished({ title: '', description: '', tags: [], visibility });
  }, [known, visibility]);

  useEffect(() => {
    if (!leaving) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [leaving]);

  if (!leaving || pathname === '/upload') return null;
  return (
    <Link
      to="/upload"
      className="fixed right-4 bottom-4 z-30 overflow-hidden rounded-full border border-line bg-surface text-sm shadow-float transition-colors hover:border-line-strong"
    >
      <span className="block px-5 py-2.5 tabular-nums">
        Uploading {plural(open, 'picture', 'pictures')}, {Math.round(share * 100)} %
      </span>
      <span
        aria-hidden
        className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform duration-300"
        style={{ transform: `scaleX(${share})` }}
      />
    </Link>
  );
}
