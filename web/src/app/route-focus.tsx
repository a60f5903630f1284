import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigationType } from 'react-router';

export const MAIN_ID = 'main';

/** On another page, the focus goes to its content and its title is read out, as the browser would do by itself. */
export function RouteFocus() {
  const { pathname } = useLocation();
  const arrived = useNavigationType();
  const before = useRef(pathname);
  const [title, setTitle] = useState('');

  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // Back may have given the focus to a tile already, and who types by now goes on typing.
    const main = document.getElementById(MAIN_ID);
    const focused = document.activeElement;
    const taken = focused?.matches('input, textarea') || (arrived === 'POP' && main?.contains(focused));
    if (!taken) main?.focus({ preventScroll: true });
    const timer = setTimeout(() => setTitle(document.title), 100);
    return () => clearTimeout(timer);
  }, [pathname, arrived]);

  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
