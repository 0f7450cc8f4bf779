import { clockText } from '../base/time-text.js';

const LATER_WARNINGS_MINUTES = [5, 1];
const LAST_WARNING_SECONDS = 30;

/**
 * Shows the time left until the deadline and says so politely at the warnings.
 * Events: `expired`, once, when the time is up; `jumped` when the device's clock or its sleep made the
 * time doubtful.
 */
export class Timer extends EventTarget {
  #root;
  #value;
  #announcement;
  #clock;
  #say;
  #showSeconds;
  #warnings;
  #deadline = null;
  #timer = 0;
  #expired = false;
  #before = Infinity;

  constructor(root, { clock, say }) {
    super();
    this.#root = root;
    this.#value = root.querySelector('[data-role=value]');
    this.#announcement = root.querySelector('[data-role=announcement]');
    this.#clock = clock;
    this.#say = say;
    this.#showSeconds = root.dataset.showSeconds !== 'false';
    const first = Number(root.dataset.warningMinutes);
    this.#warnings = [first, ...LATER_WARNINGS_MINUTES.filter((minutes) => minutes < first)]
      .map((minutes) => minutes * 60)
      .concat(LAST_WARNING_SECONDS);
    document.addEventListener('visibilitychange', () => this.#tick());
  }

  /** Runs towards a deadline, or follows one that was moved. */
  run(deadline) {
    if (this.#deadline !== deadline) {
      this.#deadline = deadline;
      this.#before = this.secondsLeft();
      this.#expired = false;
    }
    this.#tick();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#deadline = null;
  }

  secondsLeft() {
    return this.#deadline === null ? Infinity : (this.#deadline - this.#clock.now()) / 1000;
  }

  #tick() {
    clearTimeout(this.#timer);
    if (this.#deadline === null) {
      return;
    }
    if (this.#clock.jumped()) {
      this.dispatchEvent(new Event('jumped'));
    }
    const left = this.secondsLeft();
    this.#show(left);
    this.#warn(left);
    if (left <= 0) {
      if (!this.#expired) {
        this.#expired = true;
        this.dispatchEvent(new Event('expired'));
      }
      return;
    }
    // just after the next full second, so that no second is skipped
    this.#timer = setTimeout(() => this.#tick(), (left % 1) * 1000 + 15);
  }

  #show(left) {
    const shown = Math.max(0, Math.ceil(left));
    const text =
      this.#showSeconds || shown <= 60 ? clockText(shown) : this.#say('timer.minutes', Math.ceil(shown / 60));
    this.#value.textContent = this.#clock.approximate ? `≈ ${text}` : text;
    this.#root.dataset.level = left <= 30 ? 'critical' : left <= 60 ? 'urgent' : left <= 300 ? 'soon' : 'calm';
  }

  #warn(left) {
    const passed = this.#warnings.filter((seconds) => left <= seconds && seconds < this.#before);
    this.#before = Math.min(this.#before, left);
    if (passed.length > 0 && left > 0) {
      const seconds = Math.min(...passed);
      this.#announcement.textContent =
        seconds >= 120
          ? this.#say('timer.minutes-left', seconds / 60)
          : seconds === 60
            ? this.#say('timer.one-minute-left')
            : this.#say('timer.seconds-left', seconds);
    } else if (left <= 0 && !this.#expired) {
      this.#announcement.textContent = this.#say('timer.over');
    }
  }
}
