import { DuplicatesReview } from '@/features/duplicates/components/review';
import { UploadsHeader } from '@/features/upload/components/uploads-header';
import { MembersOnly } from '../members-only';

export function DuplicatesPage() {
  return (
    <MembersOnly>
      <title>Duplicates · Palette</title>
      <UploadsHeader title="Duplicates" view="duplicates" />
      <DuplicatesReview />
    </MembersOnly>
  );
}
