import { worthRetrying } from './api.js';
import { backoff } from './backoff.js';

const QUIET_MS = 1500;
const NOTE = 'place';

/**
 * Where the student is, which questions were seen and which are flagged: on this device at once, on the
 * server soon after. The last place counts, and a lost one is no harm; seen and flagged are sent until they arrive.
 */
export class PositionSync extends EventTarget {
  #api;
  #notes;
  #place;
  #sent;
  #seen;
  #seenUnsent;
  #flagged;
  #flagsUnsent;
  #timer = 0;
  #busy = false;
  #failures = 0;
  #stopped = false;
  #time;
  #resting = false;

  /**
   * @param session what the server said: `position`, `seen`, `flagged`
   * @param kept whether that is old, since the page came from this device
   * @param time seconds by question, which go along
   */
  constructor({ api, notes, session, kept = false, time = null }) {
    super();
    this.#time = time;
    this.#api = api;
    this.#notes = notes;
    const note = notes.get(NOTE);
    const server = { question: session.position?.question ?? 1, page: session.position?.page ?? 1 };
    const here = note && (kept || note.unsent);
    this.#sent = server;
    this.#place = here ? { question: note.question, page: note.page } : server;
    this.#seen = new Set(session.seen ?? []);
    this.#seenUnsent = new Set((note?.seen ?? []).filter((number) => !this.#seen.has(number)));
    this.#seenUnsent.forEach((number) => this.#seen.add(number));
    this.#flagsUnsent = Boolean(note?.flagsUnsent);
    this.#flagged = new Set(note && (kept || this.#flagsUnsent) ? note.flagged : (session.flagged ?? []));
    if (this.#isNew()) {
      this.#later(QUIET_MS);
    }
  }

  get question() {
    return this.#place.question;
  }

  get page() {
    return this.#place.page;
  }

  get seen() {
    return this.#seen;
  }

  get flagged() {
    return this.#flagged;
  }

  moved(change) {
    this.#place = { ...this.#place, ...change };
    this.#changed();
  }

  see(numbers) {
    const fresh = numbers.filter((number) => !this.#seen.has(number));
    if (fresh.length > 0) {
      fresh.forEach((number) => (this.#seen.add(number), this.#seenUnsent.add(number)));
      this.#changed();
    }
  }

  /** Sets a flag or takes it away; answers whether it is set now. */
  toggleFlag(number) {
    if (!this.#flagged.delete(number)) {
      this.#flagged.add(number);
    }
    this.#flagsUnsent = true;
    this.#changed();
    return this.#flagged.has(number);
  }

  /** Sends what waits without waiting for quiet. */
  hurry() {
    if (this.#isNew()) {
      this.#later(0);
    }
  }

  sendLastWords() {
    const time = this.#time?.unsent({ last: true });
    if ((this.#isNew() || time) && !this.#stopped && !this.#resting) {
      void this.#api.savePosition({ ...this.#body(), ...(time && { time }) }, { keepalive: true }).then((answer) => answer.ok && time && this.#time.sent(time));
    }
  }

  /** While another page writes, nothing is sent from here. */
  rest(resting) {
    this.#resting = resting;
    this.hurry();
  }

  /** Goes on after {@link stop}. */
  restart() {
    this.#stopped = false;
    this.hurry();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #changed() {
    void this.#keep();
    this.#later(QUIET_MS);
    this.dispatchEvent(new Event('change'));
  }

  #keep() {
    return this.#notes.put(NOTE, {
      ...this.#place,
      unsent: this.#isNew(),
      seen: [...this.#seen],
      flagged: [...this.#flagged],
      flagsUnsent: this.#flagsUnsent,
    });
  }

  #isNew() {
    return (
      this.#place.question !== this.#sent.question ||
      this.#place.page !== this.#sent.page ||
      this.#seenUnsent.size > 0 ||
      this.#flagsUnsent
    );
  }

  #body() {
    return {
      ...this.#place,
      ...(this.#seenUnsent.size > 0 && { seen: [...this.#seenUnsent] }),
      ...(this.#flagsUnsent && { flagged: [...this.#flagged] }),
    };
  }

  #later(milliseconds) {
    clearTimeout(this.#timer);
    if (!this.#stopped && !this.#resting) {
      this.#timer = setTimeout(() => void this.#send(), milliseconds);
    }
  }

  async #send() {
    if (this.#busy || !this.#isNew()) {
      return;
    }
    this.#busy = true;
    const time = this.#time?.unsent();
    const body = { ...this.#body(), ...(time && { time }) };
    const answer = await this.#api.savePosition(body);
    this.#busy = false;
    if (answer.ok) {
      this.#failures = 0;
      this.#sent = { question: body.question, page: body.page };
      if (time) {
        this.#time.sent(time);
      }
      body.seen?.forEach((number) => this.#seenUnsent.delete(number));
      if (body.flagged && sameNumbers(body.flagged, this.#flagged)) {
        this.#flagsUnsent = false;
      }
      void this.#keep();
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

function sameNumbers(list, set) {
  return list.length === set.size && list.every((number) => set.has(number));
}
