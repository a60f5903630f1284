import { Keyboard } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { IconButton } from '@/components/icon-button';
import { actions, useActions } from '@/components/use-actions';
import { performKey } from '@/lib/actions/registry';

const ShortcutsDialog = lazy(() =>
  import('./shortcuts-dialog').then((module) => ({ default: module.ShortcutsDialog })),
);

/** Listens to the keyboard for the whole app; the button is for those who do not know the `?` key yet. */
export function Shortcuts() {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => performKey(actions, event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  useActions([
    { id: 'shortcuts', group: 'Everywhere', label: 'This list', keys: ['?'], perform: () => setOpen(true) },
  ]);

  return (
    <>
      <IconButton
        icon={Keyboard}
        label="Keyboard shortcuts (?)"
        className="hidden pointer-fine:md:grid"
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense>
          <ShortcutsDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
