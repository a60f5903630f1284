import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { buttonQuiet, buttonSolid } from '@/components/button-styles';
import { Dialog } from '@/components/dialog';
import { dragged, nudged, type Region, WHOLE_REGION } from '../model/region';

interface CropDialogProps {
  readonly src: string;
  readonly region: Region | null;
  readonly onClose: () => void;
  /** null: all of it. */
  readonly onCrop: (region: Region | null) => void;
}

const MIDDLE: Region = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

/** The part of a picture to search by: drawn with the pointer, or moved by the arrow keys and sized with Shift. */
export function CropDialog({ src, region, onClose, onCrop }: CropDialogProps) {
  const frame = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; y: number } | null>(null);
  const [chosen, setChosen] = useState(region ?? MIDDLE);

  const at = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const press = (event: KeyboardEvent) => {
    const next = nudged(chosen, event.key, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    setChosen(next);
  };
  const percent = (value: number) => `${value * 100}%`;

  return (
    <Dialog title="Which part of it?" onClose={onClose} className="w-[min(94vw,720px)]">
      <div
        ref={frame}
        className="relative mx-auto w-fit touch-none overflow-hidden rounded-lg select-none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = at(event);
        }}
        onPointerMove={(event) => {
          const next = start.current && dragged(start.current, at(event));
          if (next) setChosen(next);
        }}
        onPointerUp={() => {
          start.current = null;
        }}
        onPointerCancel={() => {
          start.current = null;
        }}
      >
        <img src={src} alt="" draggable={false} className="block max-h-[58dvh] max-w-full cursor-crosshair" />
        {/* biome-ignore lint/a11y/useSemanticElements: a rectangle in two dimensions is no input of HTML. */}
        <div
          role="group"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move it.
          tabIndex={0}
          data-autofocus
          aria-label={`Part of the picture: ${said(chosen)}. The arrow keys move it, with Shift they size it.`}
          className="absolute cursor-move rounded-sm border-2 border-white shadow-[0_0_0_9999px_rgb(0_0_0/0.5)] outline-offset-0"
          style={{
            left: percent(chosen.left),
            top: percent(chosen.top),
            width: percent(chosen.width),
            height: percent(chosen.height),
          }}
          onKeyDown={press}
        />
      </div>
      <p className="mt-4 text-sm text-ink-soft">
        Draw a rectangle. By keyboard, the arrow keys move it, with Shift they size it.
      </p>
      <div className="mt-5 flex justify-end gap-3">
        <button
          type="button"
          className={buttonQuiet}
          onClick={() => {
            onClose();
            onCrop(null);
          }}
        >
          All of it
        </button>
        <button
          type="button"
          className={buttonSolid}
          onClick={() => {
            onClose();
            onCrop(chosen);
          }}
        >
          Search by this part
        </button>
      </div>
    </Dialog>
  );
}

function said({ left, top, width, height }: Region): string {
  const [x, y, w, h] = [left, top, width, height].map((value) => Math.round(value * 100));
  const whole = WHOLE_REGION.width === width && WHOLE_REGION.height === height;
  return whole ? 'all of it' : `${w} by ${h} % of it, ${x} % from the left, ${y} % from the top`;
}
