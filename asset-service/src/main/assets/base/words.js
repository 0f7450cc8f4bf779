/**
 * The page's words, sent by the server in its language. An unknown key shows as itself.
 *
 * @param {Record<string, string>} texts
 * @returns {(key: string, ...values: unknown[]) => string} fills in `{0}`, `{1}` …
 */
export function words(texts) {
  return (key, ...values) =>
    (texts[key] ?? key).replace(/\{(\d)\}/g, (whole, index) => String(values[index] ?? whole));
}
