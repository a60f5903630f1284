import { Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from './theme';

export const LOOKS: Readonly<Record<Theme, { readonly label: string; readonly icon: typeof Sun }>> = {
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
  system: { label: 'As the system', icon: Monitor },
};
