import { useEffect, useSyncExternalStore } from 'react';
import type { Upload } from './upload-queue';
import { followImages, uploads } from './uploads';

/** The queue as it is now, its Images kept up to date while this is shown. */
export function useUploads(): readonly Upload[] {
  useEffect(followImages, []);
  return useSyncExternalStore(uploads.subscribe, uploads.uploads);
}
