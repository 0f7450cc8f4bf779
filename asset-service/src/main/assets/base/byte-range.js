/**
 * The bytes that a `Range` header asks for, of a file of which all is there.
 *
 * @param {string | null} header such as `bytes=0-99`, `bytes=100-` or `bytes=-20`
 * @param {number} size of the whole file, in bytes
 * @returns {{start: number, end: number} | 'whole' | 'unsatisfiable'} `end` is the last byte, not the one after it;
 *     several ranges and what is no range at all are answered with the whole file, as RFC 9110 allows
 */
export function byteRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec((header ?? '').trim());
  if (!match || (match[1] === '' && match[2] === '')) {
    return 'whole';
  }
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < start) {
    return 'whole';
  }
  return start >= size ? 'unsatisfiable' : { start, end };
}
