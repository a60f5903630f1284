import { Navigate } from 'react-router';
import { useInstance, useMayUpload } from '@/api/get-instance';
import { LoadProblem } from '@/components/load-problem';
import { UploadPage as Upload } from '@/features/upload/components/upload-page';

export function UploadPage() {
  const instance = useInstance();
  const may = useMayUpload();
  if (instance.isError) return <LoadProblem problem={instance.error} onRetry={() => instance.refetch()} />;
  if (instance.isPending) return <title>Upload · Palette</title>;
  if (!may) return <Navigate to="/login?return=%2Fupload" replace />;
  return (
    <>
      <title>Upload · Palette</title>
      <Upload />
    </>
  );
}
