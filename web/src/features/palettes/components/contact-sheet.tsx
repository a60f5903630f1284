import {
  DndContext,
  type DragMoveEvent,
  DragOverlay,
  MouseSensor,
  TouchSensor,
  useDraggable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ImageCard } from '@/api/client';
import { renditionUrl } from '@/api/urls';
import { useBucket } from '@/components/wall/use-bucket';
import { useWallWidth } from '@/components/wall/use-wall-width';
import { rowsNear } from '@/lib/masonry/band';
import { thumbhashUrl } from '@/lib/thumbhash';
import { announced, arrangedBy, type Lifted, placeAt, stepped } from '../model/arranging';
import { withMoved } from '../model/palette';

interface ContactSheetProps {
  readonly items: readonly ImageCard[];
  /** Puts the picture at another place of the list. */
  readonly onMove: (from: number, to: number) => void;
}

const CELL = 150;
const PHONE_CELL = 104;
const DRAG_PX = 5;
const TOUCH_MS = 180;
const SILENT = { onDragStart: () => '', onDragOver: () => '', onDragEnd: () => '', onDragCancel: () => '' };

/** All pictures of a Palette in equal squares, to be put in order by pointer, finger or keyboard. */
export function ContactSheet({ items, onMove }: ContactSheetProps) {
  const sheet = useRef<HTMLOListElement>(null);
  const helpId = useId();
  const width = useWallWidth(sheet);
  const bucket = useBucket(sheet);
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [dragged, setDragged] = useState(false);
  const [said, setSaid] = useState('');
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: DRAG_PX } }),
    useSensor(TouchSensor, { activationConstraint: { delay: TOUCH_MS, tolerance: DRAG_PX } }),
  );

  const columns = Math.max(1, Math.floor(width / (width < 640 ? PHONE_CELL : CELL)));
  const cell = width / columns;
  const shape = { count: items.length, columns };
  const shown = lifted ? withMoved(items, lifted.from, lifted.to) : items;
  const [firstRow, lastRow] = rowsNear(bucket, window.innerHeight, cell, columns);

  const drop = ({ from, to }: Lifted) => {
    setLifted(null);
    setDragged(false);
    if (from !== to) onMove(from, to);
  };

  const press = (event: KeyboardEvent, item: ImageCard, index: number) => {
    const arranged = arrangedBy(event.key, lifted, item.id, index, shape);
    if (arranged) {
      event.preventDefault();
      event.stopPropagation();
      setSaid(announced(arranged, item.alt, items.length));
      if (arranged.step === 'dropped') drop(arranged.lifted);
      else setLifted(arranged.step === 'cancelled' ? null : arranged.lifted);
      return;
    }
    const next = stepped(event.key, index, shape);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    sheet.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
  };

  const move = ({ active }: DragMoveEvent) => {
    const at = active.rect.current.translated;
    const box = sheet.current?.getBoundingClientRect();
    if (!at || !box) return;
    const to = placeAt(at.left + at.width / 2 - box.left, at.top + at.height / 2 - box.top, cell, shape);
    setLifted((before) => (before && before.to !== to ? { ...before, to } : before));
  };

  const overlaid = dragged && lifted ? items.find(({ id }) => id === lifted.id) : undefined;
  return (
    <div className="gutter pb-16">
      <p id={helpId} className="gutter-text -mx-2 mb-5 text-sm text-ink-soft sm:mx-0 sm:px-0">
        Drag the pictures into their order. By keyboard: Space lifts one, the arrow keys move it, Space puts
        it down. U takes the last move back.
      </p>
      <p aria-live="assertive" className="sr-only">
        {said}
      </p>
      <DndContext
        sensors={sensors}
        accessibility={{ announcements: SILENT, screenReaderInstructions: { draggable: '' } }}
        onDragStart={({ active }) => {
          const from = items.findIndex(({ id }) => id === active.id);
          setLifted({ id: String(active.id), from, to: from });
          setDragged(true);
        }}
        onDragMove={move}
        onDragEnd={() => lifted && drop(lifted)}
        onDragCancel={() => {
          setLifted(null);
          setDragged(false);
        }}
      >
        <ol ref={sheet} className="relative" style={{ height: Math.ceil(items.length / columns) * cell }}>
          {width > 0 &&
            shown.map((item, index) => {
              const row = Math.floor(index / columns);
              const near = (row >= firstRow && row <= lastRow) || item.id === lifted?.id;
              return (
                near && (
                  <Cell
                    key={item.id}
                    item={item}
                    index={index}
                    count={items.length}
                    size={cell}
                    x={(index % columns) * cell}
                    y={row * cell}
                    lifted={item.id === lifted?.id}
                    hollow={dragged && item.id === lifted?.id}
                    helpId={helpId}
                    onKeyDown={(event) => press(event, item, index)}
                  />
                )
              );
            })}
        </ol>
        <DragOverlay dropAnimation={null}>
          {overlaid && (
            <div className="size-full cursor-grabbing p-1">
              <Square item={overlaid} className="rotate-2 shadow-float" />
            </div>
          )}
        </DragOverlay>
      </DndContext>
    </div>
  );
}

interface CellProps {
  readonly item: ImageCard;
  readonly index: number;
  readonly count: number;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly lifted: boolean;
  /** Its picture hangs on the pointer. */
  readonly hollow: boolean;
  readonly helpId: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function Cell({ item, index, count, size, x, y, lifted, hollow, helpId, onKeyDown }: CellProps) {
  const { setNodeRef, listeners } = useDraggable({ id: item.id });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (lifted && !hollow && index >= 0) button.current?.scrollIntoView({ block: 'nearest' });
  }, [lifted, hollow, index]);

  return (
    <li
      ref={setNodeRef}
      className="absolute top-0 left-0 p-1 transition-transform duration-200 ease-soft"
      style={{ width: size, height: size, transform: `translate(${x}px, ${y}px)`, zIndex: lifted ? 1 : 0 }}
    >
      <button
        ref={button}
        type="button"
        data-place={index}
        aria-label={`${item.alt}, place ${index + 1} of ${count}`}
        aria-pressed={lifted}
        aria-describedby={helpId}
        className={`block size-full scroll-mt-24 scroll-mb-8 cursor-grab touch-manipulation rounded-tile transition-[scale,box-shadow] ${
          lifted ? 'scale-105 shadow-float ring-3 ring-accent' : ''
        } ${hollow ? 'opacity-30' : ''}`}
        {...listeners}
        onKeyDown={onKeyDown}
      >
        <Square item={item} />
      </button>
    </li>
  );
}

function Square({ item, className = '' }: { readonly item: ImageCard; readonly className?: string }) {
  return (
    <img
      src={renditionUrl(item.id, 320)}
      alt=""
      draggable={false}
      decoding="async"
      className={`size-full rounded-tile bg-cover object-cover ${className}`}
      style={{
        backgroundColor: item.color ?? 'var(--sunken)',
        ...(item.thumbhash && { backgroundImage: `url(${thumbhashUrl(item.thumbhash)})` }),
      }}
    />
  );
}
