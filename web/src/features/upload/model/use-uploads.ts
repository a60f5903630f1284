import { useEffect, useSyncExternalStore } from 'react';
import type { Upload } from './upload-queue';
import { followImages, uploads } from './uploads';

/** The queue as it is now, its Images kept up to date while this is shown. */
export function useUploads(): readonly Upload[] {
  const rows = useSyncExternalStore(uploads.subscribe, uploads.uploads);
  const some = rows.length > 0;
  useEffect(() => (some ? followImages() : undefined), [some]);
  return rows;
}
