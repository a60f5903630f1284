import { useSyncExternalStore } from 'react';
import { LOOKS } from '../model/looks';
import { THEMES, themeStore } from '../model/theme';

/** The theme as one of the settings. */
export function ThemeChoice() {
  const theme = useSyncExternalStore(themeStore.subscribe, themeStore.get);
  return (
    <fieldset>
      <legend className="sr-only">Theme</legend>
      <div className="flex flex-wrap gap-2.5">
        {THEMES.map((choice) => {
          const { label, icon: Icon } = LOOKS[choice];
          return (
            <label
              key={choice}
              className="flex cursor-pointer items-center gap-2.5 rounded-full border border-line bg-surface px-4 py-2 text-[15px] transition-colors hover:border-line-strong has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="theme"
                className="sr-only"
                checked={theme === choice}
                onChange={() => themeStore.set(choice)}
              />
              <Icon className="size-4" aria-hidden />
              {label}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
