import { worthRetrying } from './api.js';
import { backoff } from './backoff.js';

const QUIET_MS = 1500;

/** Tells the server where the student is: the last place counts, and a lost one is no harm. */
export class PositionSync {
  #api;
  #position;
  #sent;
  #timer = 0;
  #busy = false;
  #failures = 0;

  constructor(api, position) {
    this.#api = api;
    this.#position = position;
    this.#sent = position;
  }

  moved(change) {
    this.#position = { ...this.#position, ...change };
    this.#later(QUIET_MS);
  }

  sendLastWords() {
    if (this.#isNew()) {
      this.#sent = this.#position;
      void this.#api.savePosition(this.#position, { keepalive: true });
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#sent = this.#position;
  }

  #isNew() {
    return this.#position.question !== this.#sent.question || this.#position.page !== this.#sent.page;
  }

  #later(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), milliseconds);
  }

  async #send() {
    if (this.#busy || !this.#isNew()) {
      return;
    }
    this.#busy = true;
    const position = this.#position;
    const answer = await this.#api.savePosition(position);
    this.#busy = false;
    if (answer.ok) {
      this.#failures = 0;
      this.#sent = position;
    } else if (worthRetrying(answer)) {
      this.#failures += 1;
      this.#later(backoff(this.#failures, answer.retryAfterMs) * 2);
      return;
    } else {
      this.stop();
      return;
    }
    if (this.#isNew()) {
      this.#later(QUIET_MS);
    }
  }
}
