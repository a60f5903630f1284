import type { Match, SearchResult } from '@/api/client';

export interface MatchSection {
  readonly match: Match;
  readonly items: readonly SearchResult[];
}

const ORDER: readonly Match[] = ['strong', 'related', 'weak'];

/**
 * Results, best first, cut where the kind of match falls. Once it has fallen it does not rise again: a later result
 * never moves up past a line that has been drawn.
 */
export function matchSections(results: readonly SearchResult[]): MatchSection[] {
  const sections: { match: Match; items: SearchResult[] }[] = [];
  let level = -1;
  for (const result of results) {
    const fallen = Math.max(level, ORDER.indexOf(result.match));
    if (fallen > level) sections.push({ match: ORDER[fallen] ?? 'weak', items: [] });
    level = fallen;
    sections.at(-1)?.items.push(result);
  }
  return sections;
}

/** What the line above a section says, given the kind of match before it; null where no line is due. */
export function lineAbove(section: Match, before: Match | undefined): string | null {
  if (before === undefined) return section === 'related' ? 'No strong matches; these are related' : null;
  const ended = before === 'strong' ? 'Strong matches end here' : 'Related pictures end here';
  return section === 'weak' ? `${ended} — the rest is a guess` : ended;
}
