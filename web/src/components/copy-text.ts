import { toast } from './toast';

export async function copyText(text: string, said = `Copied ${text}`): Promise<void> {
  const copied = await tryCopy(text);
  await toast(copied ? said : 'The browser did not let us copy.', copied ? 'done' : 'failed');
}

async function tryCopy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// The clipboard API needs https or localhost; on a plain address in the home network the old way still works.
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
