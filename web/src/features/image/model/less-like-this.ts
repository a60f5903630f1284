import { type ImageCard, reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { sendFeedback } from '../api/change-image';

/** The feed shows less of this from its next page on. */
export async function lessLikeThis({ id }: ImageCard): Promise<void> {
  try {
    await sendFeedback(id, 'less');
    await toast('Your feed will show less like this', 'done', {
      label: 'Undo',
      perform: () => void sendFeedback(id, 'undo_less').catch((cause) => toast(reasonOf(cause), 'failed')),
    });
  } catch (cause) {
    await toast(reasonOf(cause), 'failed');
  }
}
