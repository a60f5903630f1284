import { useEffect, useRef } from 'react';
import { useMe, useUpdateMe } from '@/api/get-me';
import { themeStore } from '@/features/appearance/model/theme';

/** A person's theme goes with them: from the account on arrival, and to it when it is changed. */
export function PreferencesSync() {
  const me = useMe();
  const { mutate } = useUpdateMe();
  const theme = me.data?.preferences.theme;
  const id = me.data?.id;
  const taken = useRef<string | null>(null);

  useEffect(() => {
    if (!id || !theme || taken.current === id) return;
    taken.current = id;
    if (theme !== themeStore.get()) themeStore.set(theme);
  }, [id, theme]);

  useEffect(() => {
    if (!id) return;
    return themeStore.subscribe(() => {
      // A theme that could not be told to the server is still the one of this browser.
      if (taken.current === id && themeStore.get() !== theme)
        mutate({ preferences: { theme: themeStore.get() } });
    });
  }, [id, theme, mutate]);

  return null;
}
