import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Toaster, toast } from 'sonner';
import type { ToastAction } from './toast';

// Time enough to read what was done and to reach for the button that takes it back.
const UNDO_MS = 10_000;
const DONE_MS = 4000;

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

/** The toast about each thing that is shown and not on its way out. */
const shown = new Map<string, string | number>();

export function show(message: string, kind: 'done' | 'failed', action?: ToastAction, about?: string): void {
  const earlier = about === undefined ? undefined : shown.get(about);
  // What is said by the id of one that is on its way out goes with it: it is forgotten before that.
  const forget = () => {
    if (about !== undefined && shown.get(about) === id) shown.delete(about);
  };
  const perform = () => {
    forget();
    action?.perform();
  };
  const options = {
    ...(earlier !== undefined && { id: earlier }),
    duration: action ? UNDO_MS : DONE_MS,
    // Said also where there is none: of one that is replaced by its id, what is not said again stays.
    action: action && { label: action.label, onClick: perform },
    onDismiss: forget,
    onAutoClose: forget,
  };
  const id = kind === 'failed' ? toast.error(message, options) : toast(message, options);
  if (about !== undefined) shown.set(about, id);
}
