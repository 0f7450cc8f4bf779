const JUMP_MS = 2000;

/**
 * The server's time, carried on by the monotonic clock: changes of the device's clock do not touch
 * it. Some systems stop the monotonic clock while they sleep; then the device's clock runs ahead of
 * it, `jumped()` says so, and the time counts as approximate until the next `sync`.
 */
export class ServerClock {
  #serverAtAnchor = 0;
  #anchor = 0;
  #roundTrip = Infinity;
  #wallMinusMono;
  #mono;
  #wall;
  approximate = false;

  constructor({ mono = () => performance.now(), wall = () => Date.now() } = {}) {
    this.#mono = mono;
    this.#wall = wall;
    this.#wallMinusMono = wall() - mono();
  }

  /**
   * Takes an answer's time over, if it says more than what is known.
   *
   * @param {number} serverNow milliseconds since 1970
   * @param {number} sent monotonic time before the request
   * @param {number} received monotonic time after the answer
   */
  sync(serverNow, sent, received) {
    const roundTrip = received - sent;
    const known = this.now();
    const estimate = serverNow + roundTrip / 2 + (this.#mono() - received);
    const contradicts = Math.abs(estimate - known) > roundTrip / 2 + this.#roundTrip / 2;
    if (this.approximate || contradicts || roundTrip <= this.#roundTrip) {
      this.#serverAtAnchor = serverNow + roundTrip / 2;
      this.#anchor = received;
      this.#roundTrip = roundTrip;
    }
    this.approximate = false;
  }

  /** Goes on from a time that this device remembers, until the server says more. */
  restore(serverNow) {
    this.#serverAtAnchor = serverNow;
    this.#anchor = this.#mono();
    this.#roundTrip = Infinity;
    this.approximate = true;
  }

  /** Milliseconds since 1970 on the server's clock. */
  now() {
    return this.#serverAtAnchor + (this.#mono() - this.#anchor);
  }

  /** Whether the device's clock and the monotonic one went apart since the last question. */
  jumped() {
    const difference = this.#wall() - this.#mono();
    const jumped = Math.abs(difference - this.#wallMinusMono) > JUMP_MS;
    if (jumped) {
      this.#wallMinusMono = difference;
      this.approximate = true;
    }
    return jumped;
  }
}
