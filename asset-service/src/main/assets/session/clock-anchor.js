const NOTE = 'clock';
const EVERY_MS = 5000;

/**
 * What this device knows of the clock, for a reload without network: the server's time and the device's at
 * the same moment, and the deadline. Who changes the device's clock between two loads moves the time
 * that is shown, so it counts as approximate until the server is heard again, and the server decides.
 */
export class ClockAnchor {
  #notes;
  #clock;
  #wall;
  #notedAt = -Infinity;

  constructor({ notes, clock, wall = () => Date.now() }) {
    this.#notes = notes;
    this.#clock = clock;
    this.#wall = wall;
  }

  /**
   * Sets the clock from the device.
   *
   * @returns the time that was known: {deadline, pausedAt, remainingSeconds}, or null
   */
  restore() {
    const note = this.#notes.get(NOTE);
    if (!note) {
      return null;
    }
    const passed = Math.max(0, this.#wall() - note.wall);
    this.#clock.restore(note.server + passed);
    return note.time;
  }

  /** Notes the time, every few seconds at most unless it changed. */
  note(time, { changed = false } = {}) {
    const now = performance.now();
    if (this.#clock.approximate || (!changed && now - this.#notedAt < EVERY_MS)) {
      return;
    }
    this.#notedAt = now;
    void this.#notes.put(NOTE, { server: this.#clock.now(), wall: this.#wall(), time });
  }
}
