import { worthRetrying } from './api.js';
import { backoff, pause } from './backoff.js';

/** Under this name a device knows that a session is to be handed in. */
export const SUBMISSION_NOTE = 'submission';

/**
 * Hands the answers in: first everything that waits, then the submission, each tried until it
 * succeeds. That it was asked for is noted on this device first, so a page that is loaded again goes on with it.
 *
 * @param {(state: 'saving'|'submitting'|'waiting') => void} onProgress
 * @returns {Promise<{target: string, receipt: object | null, elsewhere?: boolean}>} where to go now; no receipt if the server knows of
 * no such session; nowhere if the exam goes on elsewhere: then that page hands in
 */
export async function submitSession({ api, sync, notes, reason, sessionId, onProgress }) {
  await notes.put(SUBMISSION_NOTE, { reason });
  onProgress(navigator.onLine ? 'saving' : 'waiting');
  const watch = () => onProgress(sync.status().failing ? 'waiting' : 'saving');
  sync.addEventListener('change', watch);
  await sync.settled();
  sync.removeEventListener('change', watch);
  const fallback = `/sessions/${encodeURIComponent(sessionId)}`;
  for (let failures = 0; ; ) {
    onProgress(failures > 0 ? 'waiting' : 'submitting');
    const answer = await api.submit(sync.writer);
    if (answer.ok) {
      sync.stop();
      return { target: answer.body?.resultUrl ?? fallback, receipt: answer.body };
    }
    if (answer.problem === 'not-the-writer') {
      await notes.put(SUBMISSION_NOTE, null);
      return { target: fallback, receipt: null, elsewhere: true };
    }
    if (!worthRetrying(answer)) {
      return { target: fallback, receipt: null };
    }
    failures += 1;
    await pause(backoff(failures, answer.retryAfterMs));
  }
}
