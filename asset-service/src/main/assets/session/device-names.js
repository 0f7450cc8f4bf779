/** Names of what a session keeps on the device; the page writes it, the service worker reads it. */
const EXAM_CACHE = 'examhall-exam-';

/** Bundles and PDF.js's files: the same for all sessions, by names that change with their content. */
export const ASSET_CACHE = 'examhall-assets';

/** Type of the message to a kept page that the server's own has come meanwhile. */
export const NEWER_PAGE = 'newer-page';

/** Holds the session's page, booklet and tracks. */
export function examCache(sessionId) {
  return EXAM_CACHE + sessionId;
}

/** The session that a cache belongs to, or null. */
export function sessionOfCache(name) {
  return name.startsWith(EXAM_CACHE) ? name.slice(EXAM_CACHE.length) : null;
}

/** Where the exam page of a session is kept, whatever address asked for it. */
export function pageAddress(sessionId) {
  return `/sessions/${sessionId}/test`;
}
