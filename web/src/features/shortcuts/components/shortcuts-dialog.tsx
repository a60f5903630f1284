import { X } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { IconButton } from '@/components/icon-button';
import { actions } from '@/components/use-actions';
import { type Action, keyName } from '@/lib/actions/registry';

const GROUPS: readonly Action['group'][] = [
  'Chosen pictures',
  'Duplicates',
  'A picture',
  'A Palette',
  'The wall',
  'Everywhere',
];

/** Everything the keyboard can do on the page that is open. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const listed = useSyncExternalStore(actions.subscribe, actions.list);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog
      ref={dialog}
      aria-labelledby="shortcuts-title"
      className="m-auto w-[min(92vw,560px)] rounded-3xl border border-line bg-surface p-0 shadow-float"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="p-6 sm:p-8">
        <div className="flex items-center justify-between">
          <h2 id="shortcuts-title" className="font-display text-2xl">
            Keyboard
          </h2>
          <IconButton icon={X} label="Close" onClick={() => dialog.current?.close()} />
        </div>
        {GROUPS.map((group) => {
          const inGroup = listed.filter((action) => action.group === group && action.keys.length > 0);
          return inGroup.length === 0 ? null : (
            <section key={group} className="mt-6">
              <h3 className="text-sm text-ink-soft">{group}</h3>
              <dl className="mt-1">
                {inGroup.map((action) => (
                  <div
                    key={action.id}
                    className="flex items-center justify-between gap-4 border-b border-line py-2.5 last:border-0"
                  >
                    <dt>{action.label}</dt>
                    <dd className="flex gap-1.5">
                      {action.keys.map((key) => (
                        <kbd
                          key={key}
                          className="min-w-7 rounded-md border border-line bg-sunken px-1.5 py-0.5 text-center font-text text-sm"
                        >
                          {keyName(key)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </dialog>
  );
}
