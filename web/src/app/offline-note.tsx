import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

function subscribe(notify: () => void): () => void {
  window.addEventListener('online', notify);
  window.addEventListener('offline', notify);
  return () => {
    window.removeEventListener('online', notify);
    window.removeEventListener('offline', notify);
  };
}

export function OfflineNote() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4">
      {!online && (
        <p className="flex items-center gap-2.5 rounded-full bg-ink px-5 py-2.5 text-sm text-canvas shadow-float">
          <WifiOff className="size-4" aria-hidden />
          No network. What is loaded stays.
        </p>
      )}
    </div>
  );
}
