import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { live } from '@/api/live';
import { TASTE_KEY, tasteChanged } from '../api/taste';
import { lessStore } from './less-store';

/** Keeps what is shown of the feed in step with the person's other tabs. The wall stays; its next page is another. */
export function useFeedChanges(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stops = [
      live.on('feed', ({ what, image_id }) => {
        if (image_id) lessStore.set(image_id, what === 'less');
        // One comes back from a picture that one liked to the wall as it was left.
        if (what === 'kept') void client.invalidateQueries({ queryKey: TASTE_KEY });
        else void tasteChanged(client);
      }),
      live.on('missed', () => void tasteChanged(client)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
}
