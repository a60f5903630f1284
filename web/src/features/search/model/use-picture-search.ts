import { useCallback, useEffect, useRef } from 'react';
import { pictureSearch } from './picture-search';
import { withAdded } from './search-query';
import { useGoToSearch, useSearchQuery } from './use-search';

/** Searches by the look of a file, beside whatever is searched for already. */
export function usePictureSearch(): (file: File) => Promise<void> {
  const query = useSearchQuery();
  const go = useGoToSearch();
  const latest = useRef({ query, go });
  useEffect(() => {
    latest.current = { query, go };
  });
  return useCallback(async (file) => {
    const like = await pictureSearch.look(file);
    if (like) latest.current.go(withAdded(latest.current.query, 'likes', like));
  }, []);
}
