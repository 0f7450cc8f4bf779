import { worthRetrying } from './api.js';
import { backoff, pause } from './backoff.js';

const NUMBER = 'writer';
const DEVICE = 'device';

/**
 * Which page writes the session: this one, from when the server has said so, until another page has begun. `state` is
 * `asking`, `here` or `elsewhere`; a page that cannot ask goes on and asks again.
 *
 * Events: `here` (again), `elsewhere`, `trouble` (whether the server answers has changed).
 */
export class Writer extends EventTarget {
  #api;
  #notes;
  #tab;
  #random;
  #page = crypto.randomUUID();
  #replaces;
  #newest;
  #number;
  #state = 'asking';
  #claiming = null;
  #failing = false;
  /** The number that this device had last, if pages elsewhere have written since; else null. */
  before;

  /**
   * @param known the number that the page says; on a page from before there were numbers it says none
   * @param tab where this tab remembers the page that it showed before
   */
  constructor({ api, notes, known, tab = tabOf(api.session), random = Math.random }) {
    super();
    this.#api = api;
    this.#notes = notes;
    this.#tab = tab;
    this.#random = random;
    const here = notes.get(NUMBER) ?? 0;
    this.before = (known ?? 0) > here ? here : null;
    this.#newest = Math.max(known ?? 0, here);
    this.#number = this.#newest;
    this.#replaces = tab.get();
    tab.set(this.#page);
  }

  /** Whether the server could not be asked the last time. */
  get failing() {
    return this.#failing;
  }

  get state() {
    return this.#state;
  }

  /** What saves of this page say; null where the server knows nothing of writers. */
  get number() {
    return this.#number;
  }

  /** Asks until there is an answer, once for all who call. Resolves to whether this page writes. */
  claim({ takeOver = false } = {}) {
    this.#claiming ??= this.#ask(takeOver).finally(() => {
      this.#claiming = null;
    });
    return this.#claiming;
  }

  /** Takes in which number the server says. */
  heard(number) {
    if (!(number > this.#newest)) {
      return;
    }
    this.#newest = number;
    if (this.#state === 'here' && this.#number !== null) {
      this.#become('elsewhere');
    }
  }

  async #ask(takeOver) {
    const device = this.#notes.get(DEVICE) ?? crypto.randomUUID();
    void this.#notes.put(DEVICE, device);
    for (let failures = 0; ; ) {
      const claim = { page: this.#page, device, known: this.#number ?? 0, takeOver };
      const answer = await this.#api.claimWriter(this.#replaces ? { ...claim, replaces: this.#replaces } : claim);
      this.#trouble(worthRetrying(answer));
      if (answer.ok) {
        return this.#granted(answer.body.writer);
      }
      if (answer.status === 409) {
        this.#newest = Math.max(this.#newest, answer.body?.writer ?? 0);
        this.#become('elsewhere');
        return false;
      }
      if (!worthRetrying(answer)) {
        // an instance of the release before, or nobody's session: saves will tell
        this.#number = null;
        this.#become('here');
        return true;
      }
      if (takeOver) {
        return false; // who pressed a button waits for no retries
      }
      failures += 1;
      await pause(backoff(failures, answer.retryAfterMs, this.#random));
    }
  }

  #trouble(failing) {
    if (this.#failing !== failing) {
      this.#failing = failing;
      this.dispatchEvent(new Event('trouble'));
    }
  }

  #granted(number) {
    this.#number = number;
    const overtaken = this.#newest > number;
    this.#newest = Math.max(this.#newest, number);
    void this.#notes.put(NUMBER, number);
    this.#become(overtaken ? 'elsewhere' : 'here');
    return !overtaken;
  }

  #become(state) {
    if (this.#state !== state) {
      this.#state = state;
      this.dispatchEvent(new Event(state));
    }
  }
}

function tabOf(session) {
  const key = `examhall.page.${session}`;
  return {
    get() {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(page) {
      try {
        sessionStorage.setItem(key, page);
      } catch {
        // a reload then looks like another page, which the server says by an event more
      }
    },
  };
}
