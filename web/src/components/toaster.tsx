import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Toaster, toast } from 'sonner';

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
      }}
    />,
  ),
);

export function show(message: string, kind: 'done' | 'failed'): void {
  if (kind === 'failed') toast.error(message);
  else toast(message);
}
