const TIMEOUT_MS = 10_000;
/** Who wants to listen does not wait long for a server that does not answer. */
const PLAY_TIMEOUT_MS = 3000;
const LONGEST_RETRY_AFTER_MS = 15_000;

/**
 * The session's REST API. A call resolves to what the server answered, whatever it was:
 * `{ status, ok, body, problem, retryAfterMs, sent, received }`; `status` is 0 when there was no answer.
 * `problem` is the last part of a problem's type, such as `session-over`.
 */
export class SessionApi {
  #base;
  /** How many answers this device could not send; those who watch the exam see it. */
  unsent = 0;

  constructor(sessionId) {
    this.session = sessionId;
    this.#base = `/api/v1/sessions/${encodeURIComponent(sessionId)}`;
  }

  /** Where changes of the session are pushed from. */
  get eventsUrl() {
    return `${this.#base}/events?unsent=${this.unsent}`;
  }

  read() {
    return this.#call('GET', `?unsent=${this.unsent}`);
  }

  contentReady() {
    return this.#call('POST', '/content-ready');
  }

  saveAnswer(number, answer, options) {
    return this.#call('PUT', `/answers/${number}`, answer, options);
  }

  savePosition(position, options) {
    return this.#call('PUT', '/position', position, options);
  }

  beginPlay(play) {
    return this.#call('POST', '/plays', play, { timeoutMs: PLAY_TIMEOUT_MS });
  }

  savePlay(id, progress, options) {
    return this.#call('PUT', `/plays/${encodeURIComponent(id)}`, progress, options);
  }

  changeLevel(direction) {
    return this.#call('POST', '/level-changes', { direction });
  }

  claimWriter(claim) {
    return this.#call('POST', '/writer', claim);
  }

  resumeCode() {
    return this.#call('GET', '/resume-code');
  }

  /** @param writer the number of this page; null where the server knows nothing of writers */
  submit(writer = null) {
    return this.#call('POST', writer === null ? '/submission' : `/submission?writer=${writer}`);
  }

  async #call(method, path, body, { keepalive = false, timeoutMs = TIMEOUT_MS } = {}) {
    const sent = performance.now();
    try {
      const response = await fetch(this.#base + path, {
        method,
        keepalive,
        cache: 'no-store',
        credentials: 'same-origin',
        redirect: 'error',
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const received = performance.now();
      const json = /json/.test(response.headers.get('Content-Type') ?? '') ? await response.json() : null;
      return {
        status: response.status,
        ok: response.ok,
        body: json,
        problem: response.ok ? null : String(json?.type ?? '').split('/').pop(),
        retryAfterMs: retryAfter(response.headers.get('Retry-After')),
        sent,
        received,
      };
    } catch {
      // no network, time-out, or an answer that broke off: all the same to the caller
      return { status: 0, ok: false, body: null, problem: null, retryAfterMs: 0, sent, received: performance.now() };
    }
  }
}

function retryAfter(header) {
  const seconds = Number(header);
  return header && Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_RETRY_AFTER_MS) : 0;
}

/** Whether the same call may succeed later. */
export function worthRetrying(answer) {
  return answer.status === 0 || answer.status === 408 || answer.status === 425 || answer.status === 429 || answer.status >= 500;
}
