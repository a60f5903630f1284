import { describe, expect, it, vi } from 'vitest';
import { type Action, ActionRegistry, performKey } from './registry';

const action = (id: string, key: string, more: Partial<Action> = {}): Action => ({
  id,
  label: id,
  group: 'Everywhere',
  keys: [key],
  perform: vi.fn(),
  ...more,
});

function press(
  registry: ActionRegistry,
  key: string,
  target: Element = document.body,
  more: KeyboardEventInit = {},
) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  const listen = (heard: Event) => performKey(registry, heard as KeyboardEvent);
  window.addEventListener('keydown', listen, { once: true });
  target.dispatchEvent(event);
  return event;
}

describe('the actions', () => {
  it('are performed by their key', () => {
    const registry = new ActionRegistry();
    const search = action('search', '/');
    registry.register([search]);
    expect(press(registry, '/').defaultPrevented).toBe(true);
    expect(search.perform).toHaveBeenCalledOnce();
    expect(press(registry, 'x').defaultPrevented).toBe(false);
  });

  it('leave text fields, other modifiers and open dialogs alone', () => {
    const registry = new ActionRegistry();
    const search = action('search', '/');
    registry.register([search]);
    document.body.innerHTML = '<input /><textarea></textarea>';
    for (const field of document.querySelectorAll('input, textarea')) press(registry, '/', field);
    press(registry, '/', document.body, { ctrlKey: true });
    document.body.innerHTML = '<dialog open></dialog>';
    press(registry, '/');
    document.body.innerHTML = '';
    expect(search.perform).not.toHaveBeenCalled();
  });

  it('of the page on top go first, and go with it', () => {
    const registry = new ActionRegistry();
    const [below, above] = [action('below', 'Escape'), action('above', 'Escape')];
    registry.register([below]);
    const leave = registry.register([above]);
    expect(registry.find('Escape')).toBe(above);
    leave();
    expect(registry.find('Escape')).toBe(below);
    expect(registry.list()).toEqual([below]);
  });

  it('that cannot be done now are passed over', () => {
    const registry = new ActionRegistry();
    const always = action('always', 'm');
    registry.register([always, action('never', 'm', { when: () => false })]);
    expect(registry.find('m')).toBe(always);
  });

  it('that the focused element performs itself are only listed', () => {
    const registry = new ActionRegistry();
    registry.register([{ id: 'open', label: 'Open', group: 'The wall', keys: ['Enter'] }]);
    expect(registry.list()).toHaveLength(1);
    expect(press(registry, 'Enter').defaultPrevented).toBe(false);
  });
});
