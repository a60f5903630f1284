import { lazy, Suspense, useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useMayUpload } from '@/api/get-instance';
import { useMe } from '@/api/get-me';
import { PictureDrop } from '@/features/search/components/picture-drop';
import { droppedFiles } from '@/lib/dropped-files';

const UploadWatch = lazy(() =>
  import('@/features/upload/components/upload-watch').then((module) => ({ default: module.UploadWatch })),
);

/** Pictures may be dropped on every page, to search by them or to keep them. The code for the latter comes when needed. */
export function UploadsAnywhere() {
  const may = useMayUpload();
  const me = useMe();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const visibility = me.data?.preferences.upload_visibility ?? 'public';

  const keep = useCallback(
    async (data: DataTransfer) => {
      const [files, { uploads }] = await Promise.all([
        droppedFiles(data),
        import('@/features/upload/model/uploads'),
      ]);
      uploads.add(
        files.map((file) => ({ kind: 'file', file })),
        { title: '', description: '', tags: [], visibility },
      );
      if (pathname !== '/upload') await navigate('/upload');
    },
    [navigate, pathname, visibility],
  );

  return (
    <>
      <PictureDrop
        onKeep={may ? (data) => void keep(data) : undefined}
        keepOnly={may && pathname === '/upload'}
      />
      {may && (
        <Suspense>
          <UploadWatch />
        </Suspense>
      )}
    </>
  );
}
