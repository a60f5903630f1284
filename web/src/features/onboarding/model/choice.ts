export const INTERESTS_MIN = 5;
export const OWN_MAX = 15;

export function toggled(chosen: readonly string[], id: string): readonly string[] {
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
}

/** One's own words with those just typed: parted by commas, each once whatever its case. */
export function ownWords(words: readonly string[], typed: string): readonly string[] {
  const all = [...words];
  for (const word of typed.split(',').map((part) => part.trim().replace(/\s+/g, ' '))) {
    if (word && !all.some((other) => other.toLowerCase() === word.toLowerCase())) all.push(word);
  }
  return all.slice(0, OWN_MAX);
}
