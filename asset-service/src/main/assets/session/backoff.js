const FIRST_MS = 600;
const LONGEST_MS = 4000;

/**
 * How long to wait before the next try: doubling, capped, half of it random, so that a classroom
 * that lost its network does not come back in one moment.
 *
 * @param {number} failures how many tries failed in a row, from 1
 * @param {number} retryAfterMs what the server asked for, or 0
 */
export function backoff(failures, retryAfterMs = 0, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.max(ceiling / 2 + (random() * ceiling) / 2, retryAfterMs);
}

/** Waits, but not longer than until the network is back. */
export function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', done);
  });
}
