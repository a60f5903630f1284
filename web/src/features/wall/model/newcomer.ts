import { local, readStored, writeStored } from '@/lib/storage';

const KEY = 'palette.met';
const isTrue = (value: unknown): value is true => value === true;

export function isNewcomer(): boolean {
  return readStored(local, KEY, isTrue) === null;
}

export function noteMet(): void {
  writeStored(local, KEY, true);
}
