export interface ToastAction {
  readonly label: string;
  readonly perform: () => void;
}

let sonner: Promise<typeof import('./toaster')> | null = null;

/**
 * A short word at the edge of the screen, in place of an earlier one about the same thing. Its code is fetched when there
 * is something to say for the first time.
 */
export async function toast(
  message: string,
  kind: 'done' | 'failed' = 'done',
  action?: ToastAction,
  about?: string,
): Promise<void> {
  sonner ??= import('./toaster');
  const { show } = await sonner;
  show(message, kind, action, about);
}
