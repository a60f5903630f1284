import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { EMPTY_QUERY, parseSearchQuery, type SearchQuery, searchPath } from './search-query';

/** What the address searches for; nothing on pages other than the search. */
export function useSearchQuery(): SearchQuery {
  const { pathname, search } = useLocation();
  return useMemo(
    () => (pathname === '/search' ? parseSearchQuery(new URLSearchParams(search)) : EMPTY_QUERY),
    [pathname, search],
  );
}

/**
 * Goes to a search. Each step is one of the browser's history: Back takes it back. Fine tuning, which comes in many small
 * steps, replaces the one before.
 */
export function useGoToSearch(): (query: SearchQuery, how?: 'step' | 'tuning') => void {
  const navigate = useNavigate();
  return useCallback(
    (query, how = 'step') =>
      void navigate(searchPath(query), { replace: how === 'tuning', preventScrollReset: how === 'tuning' }),
    [navigate],
  );
}
