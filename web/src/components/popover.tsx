import { type ReactNode, useEffect, useRef, useState } from 'react';

interface PopoverProps {
  readonly label: string;
  /** The button that opens it; receives the attributes that tie the two together. */
  readonly trigger: (bind: {
    readonly 'aria-haspopup': 'dialog';
    readonly 'aria-expanded': boolean;
    readonly onClick: () => void;
  }) => ReactNode;
  readonly children: (close: () => void) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly className?: string;
}

/** A panel beside its button; on a phone it rises from the bottom edge. Escape, a click or focus elsewhere closes it. */
export function Popover({ label, trigger, children, align = 'start', className = '' }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const first = panel.current?.querySelector<HTMLElement>('[data-autofocus], button, input, a');
    first?.focus({ preventScroll: true });
    const leave = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus({ preventScroll: true });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel wherever the focus is inside.
    <div
      ref={root}
      className="relative shrink-0"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        event.preventDefault();
        close();
      }}
    >
      {trigger({ 'aria-haspopup': 'dialog', 'aria-expanded': open, onClick: () => setOpen(!open) })}
      {open && (
        <div
          ref={panel}
          role="dialog"
          aria-label={label}
          className={`z-50 rounded-2xl border border-line bg-surface shadow-float max-sm:fixed max-sm:inset-x-2 max-sm:bottom-2 sm:absolute sm:top-full sm:mt-2 ${align === 'end' ? 'sm:right-0' : 'sm:left-0'} ${className}`}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}
