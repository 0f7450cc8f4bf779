const TICK_MS = 5000;
/** So much of one stretch counts: a device that slept wakes up with one long stretch. */
const LONGEST_STRETCH_MS = 2 * TICK_MS;
const SEND_EVERY_MS = 30_000;
const MOST_QUESTIONS = 200;
const MOST_SECONDS = 4 * 60 * 60;
const NOTE = 'time';

/**
 * For how long the student was at each question, with the page in sight and the clock running: a running total of this
 * device, kept here at once and sent with other calls. Whoever goes on at another device begins a total there; the
 * server adds them up. It is told to teachers and decides nothing.
 */
export class QuestionTime {
  #notes;
  #now;
  #device;
  #totals;
  #question = null;
  #running = false;
  #counting = false;
  #since = 0;
  #sentAt = -Infinity;
  #sent = '';
  #ticks;
  #stopped = false;

  constructor({ notes, now = () => performance.now() }) {
    this.#notes = notes;
    this.#now = now;
    const note = notes.get(NOTE);
    this.#device = note?.device ?? crypto.randomUUID();
    this.#totals = note?.totals ?? [];
    this.#sent = JSON.stringify(note?.sent ?? []);
    this.#ticks = setInterval(() => this.settle(), TICK_MS);
    document.addEventListener('visibilitychange', () => this.settle());
  }

  /** The student is at that question now. */
  at(question) {
    this.settle();
    this.#question = question;
    this.settle();
  }

  /** Whether the exam's clock runs. */
  run(running) {
    this.settle();
    this.#running = running;
    this.settle();
  }

  /** The session is over, and nothing of it stays on this device: from here on nothing is kept. */
  stop() {
    this.run(false);
    this.#stopped = true;
    clearInterval(this.#ticks);
  }

  /** Adds what has passed since the last time. */
  settle() {
    const now = this.#now();
    if (this.#counting) {
      const index = this.#question - 1;
      this.#totals[index] = (this.#totals[index] ?? 0) + Math.min(now - this.#since, LONGEST_STRETCH_MS);
      void this.#keep();
    }
    this.#since = now;
    this.#counting = this.#running && !document.hidden && this.#question >= 1 && this.#question <= MOST_QUESTIONS;
  }

  /** What a call takes along: now and then, or in any case if it is the last one. */
  unsent({ last = false } = {}) {
    this.settle();
    const seconds = this.#seconds();
    return JSON.stringify(seconds) === this.#sent || (!last && this.#now() - this.#sentAt < SEND_EVERY_MS)
      ? null
      : { device: this.#device, seconds };
  }

  /** That arrived. */
  sent(time) {
    this.#sent = JSON.stringify(time.seconds);
    this.#sentAt = this.#now();
    void this.#keep();
  }

  #seconds() {
    return Array.from(this.#totals, (total) => Math.min(Math.round((total ?? 0) / 1000), MOST_SECONDS));
  }

  #keep() {
    return this.#stopped || this.#notes.put(NOTE, { device: this.#device, totals: Array.from(this.#totals, (total) => total ?? 0), sent: JSON.parse(this.#sent) });
  }
}
