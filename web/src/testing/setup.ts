import { cleanup, configure, waitFor } from '@testing-library/react';
import { toast } from 'sonner';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';

// What jsdom lacks of a browser. It lays nothing out: every wall is 1,200 px wide and the viewport 800 px high.

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

/** Server-sent events under the test's control. */
export class FakeEventSource extends EventTarget {
  static last: FakeEventSource | null = null;
  constructor(readonly url: string) {
    super();
    FakeEventSource.last = this;
  }
  send(kind: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
  close() {
    if (FakeEventSource.last === this) FakeEventSource.last = null;
  }
}

vi.stubGlobal('IntersectionObserver', Observer);
vi.stubGlobal('ResizeObserver', Observer);
vi.stubGlobal('EventSource', FakeEventSource);
vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
vi.stubGlobal('scrollTo', () => {});
vi.stubGlobal('scrollBy', () => {});
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1200 });
Object.defineProperty(window, 'innerHeight', { value: 800 });
HTMLCanvasElement.prototype.getContext = () => null;
Element.prototype.scrollIntoView = () => {};
Element.prototype.setPointerCapture = () => {};
HTMLDialogElement.prototype.showModal = function showModal() {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close = function close() {
  this.removeAttribute('open');
  this.dispatchEvent(new Event('close'));
};

HTMLElement.prototype.showPopover = () => {};
HTMLElement.prototype.setPointerCapture = () => {};

configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(() => {
  cleanup();
  // Toasts live beside the app.
  toast.dismiss();
});

// A toast that is told to go does so after 200 ms, each time that it is told: all of that before the window goes.
const GONE_MS = 250;
afterAll(async () => {
  await waitFor(() => expect(document.querySelector('[data-sonner-toast]')).toBeNull());
  if (toast.getHistory().length) await new Promise((resolve) => setTimeout(resolve, GONE_MS));
});
