import { type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useMemo } from 'react';
import { useLocation, useNavigate, useNavigationType } from 'react-router';
import { useActions } from '../use-actions';
import { openedFrom } from './opened-from';
import { selection } from './selection';
import { useSelecting } from './use-selecting';
import { currentItem, Wall, WallContext, walls } from './wall';

/**
 * One or more masonries that are one wall to the keyboard. Remembers what was opened from it, and gives that tile the
 * focus again on Back.
 */
export function WallGroup({ children }: { readonly children: ReactNode }) {
  const wall = useMemo(() => new Wall(), []);
  const location = useLocation();
  const navigate = useNavigate();
  const place = location.key;
  const arrived = useNavigationType();
  const selecting = useSelecting(wall);

  useLayoutEffect(() => {
    walls.add(wall);
    return () => {
      walls.delete(wall);
    };
  }, [wall]);

  useEffect(() => {
    if (arrived !== 'POP') return;
    const id = openedFrom.takeOpened(place);
    if (id) wall.focusItem(id, 'stay');
  }, [arrived, place, wall]);

  // Of several walls on a page, the keys move on the one that has the focus, else on the first.
  const leads = () => wall.focusedItem() !== null || walls.values().next().value === wall;
  useActions([
    {
      id: 'wall.next',
      group: 'The wall',
      label: 'Next picture',
      keys: ['j'],
      when: leads,
      perform: () => wall.step(1),
    },
    {
      id: 'wall.previous',
      group: 'The wall',
      label: 'Previous picture',
      keys: ['k'],
      when: leads,
      perform: () => wall.step(-1),
    },
    {
      id: 'wall.move',
      group: 'The wall',
      label: 'To the picture on that side',
      keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    },
    { id: 'wall.open', group: 'The wall', label: 'Open the picture', keys: ['Enter'] },
    {
      id: 'wall.similar',
      group: 'The wall',
      label: 'Find more like the picture',
      keys: ['m'],
      when: () => wall.focusedItem() !== null,
      perform: () => navigate(`/search?like=${wall.focusedItem()?.id}`),
    },
    {
      id: 'wall.select',
      group: 'The wall',
      label: 'Choose the picture, to do something with many',
      keys: ['x'],
      when: () => currentItem() !== null,
      perform: () => {
        const item = currentItem();
        if (item) selection.toggle(item);
      },
    },
    {
      id: 'wall.select-range',
      group: 'The wall',
      label: 'Choose everything up to the picture',
      keys: ['X'],
      when: () => wall.focusedItem() !== null,
      perform: () => {
        const item = wall.focusedItem();
        if (item) selection.extend(wall.items(), item);
      },
    },
  ]);

  const click = (event: MouseEvent) => {
    selecting.onClickCapture(event);
    if (event.defaultPrevented) return;
    const tile = event.target instanceof Element ? event.target.closest('[data-tile] a') : null;
    const openedId = tile?.getAttribute('href')?.split('/').pop();
    if (!openedId) return;
    const search = location.pathname === '/search' ? { search: location.search } : {};
    openedFrom.remember({ items: wall.items(), place, openedId, ...search });
  };

  return (
    <WallContext value={wall}>
      <div {...selecting} onClickCapture={click}>
        {children}
      </div>
    </WallContext>
  );
}
