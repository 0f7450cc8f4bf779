import { worthRetrying } from './api.js';
import { backoff } from './backoff.js';

/**
 * Hands the answers in: first everything that waits, then the submission, each tried until it
 * succeeds.
 *
 * @param {(state: 'saving'|'submitting'|'waiting') => void} onProgress
 * @returns {Promise<string>} where to go now
 */
export async function submitSession({ api, sync, store, sessionId, onProgress }) {
  onProgress(navigator.onLine ? 'saving' : 'waiting');
  const watch = () => onProgress(sync.status().failing ? 'waiting' : 'saving');
  sync.addEventListener('change', watch);
  await sync.settled();
  sync.removeEventListener('change', watch);
  const fallback = `/sessions/${encodeURIComponent(sessionId)}`;
  for (let failures = 0; ; ) {
    onProgress(failures > 0 ? 'waiting' : 'submitting');
    const answer = await api.submit();
    if (answer.ok) {
      sync.stop();
      await store.clear();
      return answer.body?.resultUrl ?? fallback;
    }
    if (!worthRetrying(answer)) {
      return fallback;
    }
    failures += 1;
    await pause(backoff(failures, answer.retryAfterMs));
  }
}

/** Waits, but not longer than until the network is back. */
function pause(milliseconds) {
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
