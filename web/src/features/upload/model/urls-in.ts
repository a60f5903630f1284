/** The web addresses in what was typed or pasted, each once. */
export function urlsIn(text: string): string[] {
  const urls = text.split(/\s+/).filter((word) => /^https?:\/\/[^/]/i.test(word) && URL.canParse(word));
  return [...new Set(urls)];
}
