// Web storage that may be full, forbidden or hold what an older version wrote: reading never throws.

export function readStored<T>(
  storage: () => Storage,
  key: string,
  accepts: (value: unknown) => value is T,
): T | null {
  try {
    const value: unknown = JSON.parse(storage().getItem(key) ?? 'null');
    return accepts(value) ? value : null;
  } catch {
    return null;
  }
}

export function writeStored(storage: () => Storage, key: string, value: unknown): boolean {
  try {
    storage().setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const local = (): Storage => window.localStorage;
export const session = (): Storage => window.sessionStorage;
