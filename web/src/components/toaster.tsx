import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Toaster, toast } from 'sonner';
import type { ToastAction } from './toast';

// Time enough to read what was done and to reach for the button that takes it back.
const UNDO_MS = 10_000;

const place = document.createElement('div');
document.body.append(place);
flushSync(() =>
  createRoot(place).render(
    <Toaster
      position="bottom-center"
      toastOptions={{
        style: {
          background: 'var(--ink)',
          color: 'var(--canvas)',
          border: 'none',
          borderRadius: '999px',
          width: 'fit-content',
          marginInline: 'auto',
          padding: '10px 18px',
          fontFamily: 'var(--font-text)',
          fontSize: '15px',
        },
        actionButtonStyle: {
          background: 'transparent',
          color: 'inherit',
          fontWeight: 600,
          fontSize: '15px',
          textDecoration: 'underline',
          textUnderlineOffset: '4px',
          height: 'auto',
          padding: '4px 6px',
          marginLeft: '10px',
        },
      }}
    />,
  ),
);

/** The last toast about each thing. */
const latest = new Map<string, string | number>();

export function show(message: string, kind: 'done' | 'failed', action?: ToastAction, about?: string): void {
  // Each is a new one: what is said by the id of one that is on its way out goes with it.
  if (about !== undefined) {
    const earlier = latest.get(about);
    if (earlier !== undefined) toast.dismiss(earlier);
  }
  const options = action
    ? { duration: UNDO_MS, action: { label: action.label, onClick: () => action.perform() } }
    : {};
  const id = kind === 'failed' ? toast.error(message, options) : toast(message, options);
  if (about !== undefined) latest.set(about, id);
}
