import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './icon-button';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Whether a click beside it and the cross close it; Escape always does. */
  readonly closable?: boolean;
  readonly className?: string;
}

/** Asks for something above the page. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, closable = true, className = '' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    shown?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={`m-auto w-[min(92vw,480px)] rounded-3xl border border-line bg-surface p-0 shadow-float ${className}`}
      onClose={onClose}
      onClick={(event) => closable && event.target === dialog.current && dialog.current.close()}
    >
      <div className="p-6 sm:p-8">
        <div className="flex items-start justify-between gap-4">
          <h2 id={titleId} className="font-display text-2xl leading-tight text-balance">
            {title}
          </h2>
          {closable && (
            <IconButton
              icon={X}
              label="Close"
              className="-mt-1.5 -mr-2"
              onClick={() => dialog.current?.close()}
            />
          )}
        </div>
        <div className="mt-4">{children}</div>
      </div>
    </dialog>
  );
}
