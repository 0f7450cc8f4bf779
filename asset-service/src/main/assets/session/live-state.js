const POLL_MS = 15_000;
const POLL_WHILE_PUSHED_MS = 60_000;
const FIRST_PUSH_PATIENCE_MS = 5000;
const RECONNECT_MS = 20_000;

/**
 * The session's state as the server sees it: pushed as it changes, and asked for every 15 s where pushes do
 * not come through. A hidden page only asks, so that tabs do not hold connections.
 *
 * Event: `state` {body, sent, received, pushed}; `sent` and `received` are null for a push.
 */
export class LiveState extends EventTarget {
  #api;
  #connect;
  #random;
  #source = null;
  #pushed = false;
  #pollTimer = 0;
  #patience = 0;
  #reconnect = 0;
  #reading = null;
  #stopped = true;

  constructor({ api, connect = (url) => new EventSource(url), random = Math.random }) {
    super();
    this.#api = api;
    this.#connect = connect;
    this.#random = random;
  }

  /** Whether changes arrive by push. */
  get pushed() {
    return this.#pushed;
  }

  start() {
    this.#stopped = false;
    this.#open();
    this.#pollLater();
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) {
        this.#close();
      } else {
        this.wake();
      }
    });
    addEventListener('online', () => this.wake());
  }

  /** Asks now, and connects again if that is needed: after sleep, when the network is back, when shown. */
  wake() {
    if (!this.#stopped) {
      this.#open();
      void this.read();
    }
  }

  stop() {
    this.#stopped = true;
    this.#close();
    clearTimeout(this.#pollTimer);
  }

  /** Asks for the state; those who ask at the same time share one answer. */
  read() {
    this.#reading ??= this.#api.read().then((answer) => {
      this.#reading = null;
      if (answer.ok && !this.#stopped) {
        this.#emit({ body: answer.body, sent: answer.sent, received: answer.received, pushed: false });
      }
      this.#pollLater();
      return answer;
    });
    return this.#reading;
  }

  #open() {
    if (this.#source || this.#stopped || document.hidden) {
      return;
    }
    const source = this.#connect(this.#api.eventsUrl);
    this.#source = source;
    // a proxy that holds everything back looks connected
    this.#patience = setTimeout(() => this.#lost(), FIRST_PUSH_PATIENCE_MS);
    source.addEventListener('state', (event) => {
      clearTimeout(this.#patience);
      this.#pushed = true;
      this.#pollLater();
      this.#emit({ body: JSON.parse(event.data), sent: null, received: null, pushed: true });
    });
    source.addEventListener('error', () => {
      this.#lost();
      this.#close();
      this.#reconnect = setTimeout(() => this.#open(), RECONNECT_MS * (0.75 + this.#random() / 2));
    });
  }

  #lost() {
    const was = this.#pushed;
    this.#pushed = false;
    if (was) {
      void this.read();
    }
    this.#pollLater();
  }

  #close() {
    clearTimeout(this.#patience);
    clearTimeout(this.#reconnect);
    this.#source?.close();
    this.#source = null;
    this.#pushed = false;
  }

  /** Jitter keeps a hall of students from asking in the same moment. */
  #pollLater() {
    clearTimeout(this.#pollTimer);
    if (!this.#stopped) {
      const pause = this.#pushed ? POLL_WHILE_PUSHED_MS : POLL_MS * (0.8 + this.#random() * 0.2);
      this.#pollTimer = setTimeout(() => void this.read(), pause);
    }
  }

  #emit(detail) {
    if (!this.#stopped) {
      this.dispatchEvent(new CustomEvent('state', { detail }));
    }
  }
}
