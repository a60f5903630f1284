import { useSearchParams } from 'react-router';
import { OwnImages } from '@/features/upload/components/own-images';
import { Trash } from '@/features/upload/components/trash';
import { UploadsHeader } from '@/features/upload/components/uploads-header';
import { MembersOnly } from '../members-only';

export function UploadsPage() {
  const [params] = useSearchParams();
  const view = params.get('view') === 'trash' ? 'trash' : 'images';
  return (
    <MembersOnly>
      <title>Your uploads · Palette</title>
      <UploadsHeader title="Your uploads" view={view} />
      {view === 'trash' ? <Trash /> : <OwnImages />}
    </MembersOnly>
  );
}
