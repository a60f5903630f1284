import { type MouseEvent, type PointerEvent, useRef } from 'react';
import type { ImageCard } from '@/api/client';
import { selection } from './selection';
import type { Wall } from './wall';

const LONG_PRESS_MS = 450;
const STILL_PX = 10;

/**
 * Choosing with pointer and finger, for all tiles of a wall: shift-click reaches from the last chosen one, a long press
 * begins, and as long as anything is chosen a click chooses instead of opening.
 */
export function useSelecting(wall: Wall) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const swallow = useRef(false);

  const itemAt = (target: EventTarget | null, part: string): ImageCard | null => {
    const tile = target instanceof Element ? target.closest(part)?.closest<HTMLElement>('[data-tile]') : null;
    return tile ? wall.itemOf(tile) : null;
  };
  const endPress = () => {
    if (press.current) clearTimeout(press.current.timer);
    press.current = null;
  };

  return {
    onClickCapture: (event: MouseEvent) => {
      if (swallow.current) {
        swallow.current = false;
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const item = itemAt(event.target, '[data-tile] a, [data-select]');
      if (!item || event.ctrlKey || event.metaKey) return;
      const onButton = event.target instanceof Element && event.target.closest('[data-select]') !== null;
      if (!onButton && !event.shiftKey && selection.items().length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) selection.extend(wall.items(), item);
      else selection.toggle(item);
    },
    onPointerDown: (event: PointerEvent) => {
      endPress();
      swallow.current = false;
      const item = event.pointerType === 'touch' ? itemAt(event.target, '[data-tile] a') : null;
      if (!item) return;
      const timer = setTimeout(() => {
        swallow.current = true;
        navigator.vibrate?.(12);
        selection.toggle(item);
      }, LONG_PRESS_MS);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const start = press.current;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL_PX) endPress();
    },
    onPointerUp: endPress,
    onPointerCancel: endPress,
    onContextMenu: (event: MouseEvent) => {
      if (swallow.current || press.current) event.preventDefault();
    },
  };
}
