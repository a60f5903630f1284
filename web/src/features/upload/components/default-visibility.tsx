import { reasonOf } from '@/api/client';
import { useMe, useUpdateMe } from '@/api/get-me';
import { toast } from '@/components/toast';
import { VisibilityChoice } from './visibility-choice';

/** Who sees new pictures, unless said otherwise when they are brought in. */
export function DefaultVisibility() {
  const me = useMe();
  const update = useUpdateMe();
  const saved = me.data?.preferences.upload_visibility ?? 'public';
  const value = update.isPending ? (update.variables.preferences?.upload_visibility ?? saved) : saved;
  return (
    <VisibilityChoice
      label="New pictures are seen by"
      value={value}
      onChange={(upload_visibility) =>
        update.mutate(
          { preferences: { upload_visibility } },
          { onError: (problem) => void toast(reasonOf(problem), 'failed') },
        )
      }
    />
  );
}
