import { reasonOf } from '@/api/client';
import { toast } from '@/components/toast';
import { sendFeedback } from '../api/get-feed';
import { lessStore } from './less-store';

/** Says so at once, and takes it back where the server could not be told. */
export async function lessOfThis(id: string, less = true): Promise<void> {
  lessStore.set(id, less);
  try {
    await sendFeedback(id, less ? 'less' : 'undo_less');
  } catch (cause) {
    lessStore.set(id, !less);
    await toast(reasonOf(cause), 'failed');
  }
}
