import { X } from 'lucide-react';
import { type PointerEvent, useEffect, useRef, useState, type WheelEvent } from 'react';
import { clamped, fitted, type View, WHOLE, zoomedAt } from '@/lib/zoom';

interface LightboxProps {
  readonly src: string;
  /** Shown until the large one is there. */
  readonly preview: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly onClose: () => void;
}

const SCALE_MAX = 12;
const DRAG_PX = 4;
const windowBox = () => ({ width: window.innerWidth, height: window.innerHeight });

/** One picture and nothing else. A click goes to its full size and back, a drag moves it, the wheel zooms. */
export function Lightbox({ src, preview, alt, width, height, onClose }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<{ x: number; y: number; view: View; moved: boolean } | null>(null);
  const [view, setView] = useState(WHOLE);
  const [loaded, setLoaded] = useState(false);
  const fit = fitted({ width, height }, windowBox(), true);
  const full = Math.max(2, width / devicePixelRatio / fit.width);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const at = (event: { clientX: number; clientY: number }) => ({
    x: event.clientX - window.innerWidth / 2,
    y: event.clientY - window.innerHeight / 2,
  });
  const show = (next: View) => setView(clamped(next, fit, windowBox()));
  const toggle = (point = { x: 0, y: 0 }) => show(view.scale > 1 ? WHOLE : zoomedAt(view, full, point));

  const release = (event: PointerEvent) => {
    const start = pressed.current;
    pressed.current = null;
    if (start && !start.moved && event.button === 0) toggle(at(event));
  };
  const drag = (event: PointerEvent) => {
    const start = pressed.current;
    if (!start) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    if (!start.moved && Math.hypot(dx, dy) < DRAG_PX) return;
    start.moved = true;
    show({ scale: start.view.scale, x: start.view.x + dx, y: start.view.y + dy });
  };
  const zoom = (event: WheelEvent) => {
    const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * Math.exp(-event.deltaY / 400)));
    show(zoomedAt(view, scale, at(event)));
  };

  return (
    <dialog
      ref={dialog}
      aria-label={alt}
      className="m-0 h-dvh max-h-none w-dvw max-w-none overflow-hidden bg-black"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key !== 'z') return;
        event.preventDefault();
        dialog.current?.close();
      }}
    >
      <div
        className={`grid size-full touch-none place-items-center select-none ${view.scale > 1 ? 'cursor-grab active:cursor-grabbing' : 'cursor-zoom-in'}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pressed.current = { x: event.clientX, y: event.clientY, view, moved: false };
        }}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={() => {
          pressed.current = null;
        }}
        onWheel={zoom}
      >
        <div
          className="relative"
          style={{
            width: fit.width,
            height: fit.height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
        >
          {!loaded && <img src={preview} alt="" draggable={false} className="absolute inset-0 size-full" />}
          <img
            src={src}
            alt={alt}
            draggable={false}
            decoding="async"
            className="absolute inset-0 size-full"
            onLoad={() => setLoaded(true)}
          />
        </div>
      </div>
      <button
        type="button"
        aria-label="Close"
        title="Close (Esc)"
        className="absolute top-4 right-4 grid size-11 place-items-center rounded-full bg-black/60 text-white transition-colors hover:bg-black"
        onClick={() => dialog.current?.close()}
      >
        <X className="size-5" aria-hidden />
      </button>
    </dialog>
  );
}
