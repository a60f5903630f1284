const NOWHERE = new Set(['/login', '/register']);

/** Where to go on after logging in: a page of this app, whatever the address says. */
export function returnTo(params: URLSearchParams, otherwise = '/'): string {
  const wanted = params.get('return') ?? '';
  const base = 'http://palette.invalid';
  if (!wanted.startsWith('/') || !URL.canParse(wanted, base)) return otherwise;
  const url = new URL(wanted, base);
  if (url.origin !== base || NOWHERE.has(url.pathname)) return otherwise;
  return url.pathname + url.search + url.hash;
}
