import type { ComponentType } from 'react';

// One list of everything the keyboard can do here and now. Shortcuts, buttons' hints and the `?` dialog all read it, so
// they cannot disagree. Pages add their actions while they are shown.

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: 'Everywhere' | 'The wall' | 'A picture' | 'A Palette' | 'Chosen pictures' | 'Duplicates';
  /** As KeyboardEvent.key names them; any of them performs the action. */
  readonly keys: readonly string[];
  readonly icon?: ComponentType<{ className?: string }>;
  /** Not offered while this is false. */
  readonly when?: () => boolean;
  /** An action without it is performed by the element that has the focus, and is listed only. */
  readonly perform?: () => void;
}

export class ActionRegistry {
  #actions: readonly Action[] = [];
  readonly #listeners = new Set<() => void>();

  /** Answers the function that takes them out again. */
  register(actions: readonly Action[]): () => void {
    this.#set([...this.#actions, ...actions]);
    return () => this.#set(this.#actions.filter((action) => !actions.includes(action)));
  }

  /** What a key does now; of several actions, the one that came last, for it belongs to what is on top. */
  find(key: string): Action | undefined {
    return this.#actions.findLast(
      (action) => action.perform && action.keys.includes(key) && (action.when?.() ?? true),
    );
  }

  list = (): readonly Action[] => this.#actions;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(actions: readonly Action[]): void {
    this.#actions = actions;
    for (const listener of this.#listeners) listener();
  }
}

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';

/** Performs what the key means, unless it is meant for a text field, an open dialog or the browser. */
export function performKey(registry: ActionRegistry, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPING) || document.querySelector('dialog[open]')) return;
  const action = registry.find(event.key);
  if (!action) return;
  event.preventDefault();
  action.perform?.();
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

export function keyName(key: string): string {
  return KEY_NAMES[key] ?? key;
}
