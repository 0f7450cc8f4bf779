const LONGEST = 11;

/** Korean phone numbers with their hyphens, as far as they are typed: 010-1234-5678, 02-345-6789. */
export function withHyphens(text) {
  const digits = text.replace(/\D/g, '').slice(0, LONGEST);
  const area = digits.startsWith('02') ? 2 : 3;
  const last = digits.length > area + 7 ? area + 4 : area + 3;
  return [digits.slice(0, area), digits.slice(area, last), digits.slice(last)].filter(Boolean).join('-');
}
