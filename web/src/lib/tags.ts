export const TAG_MAX = 100;

/** The tags in what was typed or pasted: parted by commas or lines, in lower case, each once. */
export function tagsIn(words: string): string[] {
  const names = words
    .split(/[,;\n]/)
    .map((name) => name.trim().replace(/^#/, '').replace(/\s+/g, ' ').toLowerCase().slice(0, TAG_MAX))
    .filter(Boolean);
  return [...new Set(names)];
}
