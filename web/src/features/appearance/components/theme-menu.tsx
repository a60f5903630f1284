import { useSyncExternalStore } from 'react';
import { IconButton } from '@/components/icon-button';
import { Popover } from '@/components/popover';
import { useActions } from '@/components/use-actions';
import { LOOKS } from '../model/looks';
import { THEMES, themeStore } from '../model/theme';

export function ThemeMenu() {
  const theme = useSyncExternalStore(themeStore.subscribe, themeStore.get);

  useActions([
    {
      id: 'theme.next',
      group: 'Everywhere',
      label: 'Light, dark or system theme',
      keys: ['t'],
      perform: () =>
        themeStore.set(THEMES[(THEMES.indexOf(themeStore.get()) + 1) % THEMES.length] ?? 'system'),
    },
  ]);

  return (
    <Popover
      label="Theme"
      align="end"
      className="p-2 sm:w-52"
      trigger={(bind) => (
        <IconButton icon={LOOKS[theme].icon} label={`Theme: ${LOOKS[theme].label}`} {...bind} />
      )}
    >
      {(close) =>
        THEMES.map((choice) => {
          const { label, icon: Icon } = LOOKS[choice];
          return (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === theme}
              {...(choice === theme && { 'data-autofocus': '' })}
              className="flex w-full items-center gap-3 rounded-xl px-3 py-2.5 text-left text-[15px] text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-pressed:text-ink aria-pressed:font-medium"
              onClick={() => {
                themeStore.set(choice);
                close();
              }}
            >
              <Icon className="size-4" aria-hidden />
              {label}
              {choice === theme && <span aria-hidden className="ml-auto size-1.5 rounded-full bg-accent" />}
            </button>
          );
        })
      }
    </Popover>
  );
}
