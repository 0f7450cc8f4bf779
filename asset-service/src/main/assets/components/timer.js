import { clockText } from '../base/time-text.js';

const LAST_WARNING_SECONDS = 30;
const WARNING_SHOWN_MS = 8000;

/**
 * Shows the time left until the deadline and says so politely at the warnings. It can be hidden: the
 * warnings are then shown for a moment, and spoken all the same.
 *
 * Events: `expired`, once, when the time is up; `jumped` when the device's clock or its sleep made the
 * time doubtful; `visibility` {hidden}.
 */
export class Timer extends EventTarget {
  #root;
  #value;
  #announcement;
  #toggle;
  #clock;
  #say;
  #showSeconds;
  #warnings;
  #deadline = null;
  #most = Infinity;
  #standing = null;
  #timer = 0;
  #expired = false;
  #before = Infinity;
  #hidden = false;
  #warningUntil = 0;
  #warning = '';

  constructor(root, { clock, say, hidden = false }) {
    super();
    this.#root = root;
    this.#value = root.querySelector('[data-role=value]');
    this.#announcement = root.querySelector('[data-role=announcement]');
    this.#toggle = root.querySelector('[data-action=toggle-timer]');
    this.#clock = clock;
    this.#say = say;
    this.#showSeconds = root.dataset.showSeconds !== 'false';
    const first = Number(root.dataset.warningMinutes);
    const later = (root.dataset.laterWarnings ?? '5 1').split(/\s+/).filter(Boolean).map(Number);
    this.#warnings = [first, ...later.filter((minutes) => minutes < first)].map((minutes) => minutes * 60).concat(LAST_WARNING_SECONDS);
    document.addEventListener('visibilitychange', () => this.#tick());
    this.#toggle?.addEventListener('click', () => this.hide(!this.#hidden));
    this.hide(hidden);
  }

  /**
   * Runs towards a deadline, or follows one that was moved.
   *
   * @param {number} most seconds that the server said were left: never are more shown, however long
   *   its answer took
   */
  run(deadline, most = Infinity) {
    this.#most = most;
    if (this.#deadline !== deadline || this.#standing !== null) {
      this.#deadline = deadline;
      this.#standing = null;
      this.#before = this.secondsLeft();
      this.#expired = false;
    }
    this.#tick();
  }

  /** Stands still: the exam is paused. */
  stand(secondsLeft) {
    this.#deadline = null;
    this.#standing = secondsLeft;
    clearTimeout(this.#timer);
    this.#show(secondsLeft);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#deadline = null;
  }

  /** Infinity before the clock runs. */
  secondsLeft() {
    return this.#standing ?? (this.#deadline === null ? Infinity : Math.min(this.#most, (this.#deadline - this.#clock.now()) / 1000));
  }

  hide(hidden) {
    const changed = hidden !== this.#hidden;
    this.#hidden = hidden;
    this.#root.dataset.hidden = String(hidden);
    if (this.#toggle) {
      this.#toggle.setAttribute('aria-pressed', String(hidden));
      this.#toggle.title = hidden ? this.#toggle.dataset.labelShow : this.#toggle.dataset.labelHide;
      this.#toggle.setAttribute('aria-label', this.#toggle.title);
    }
    if (this.#deadline !== null || this.#standing !== null) {
      this.#show(this.secondsLeft());
    }
    if (changed) {
      this.dispatchEvent(new CustomEvent('visibility', { detail: { hidden } }));
    }
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
    this.#warn(left);
    this.#show(left);
    if (left <= 0) {
      if (!this.#expired) {
        this.#expired = true;
        this.dispatchEvent(new Event('expired'));
      }
      return;
    }
    this.dispatchEvent(new Event('tick'));
    // just after the next full second, so that no second is skipped
    this.#timer = setTimeout(() => this.#tick(), (left % 1) * 1000 + 15);
  }

  #show(left) {
    const shown = Math.max(0, Math.ceil(left));
    const exact = this.#showSeconds || shown <= 60 ? clockText(shown) : this.#say('timer.minutes', Math.ceil(shown / 60));
    const approximate = this.#clock.approximate && this.#standing === null;
    const text = approximate ? `≈ ${exact}` : exact;
    const warned = performance.now() < this.#warningUntil;
    this.#value.textContent = !this.#hidden ? text : warned ? this.#warning : this.#say('timer.hidden');
    this.#root.title = approximate ? this.#say('timer.approximate') : '';
    this.#root.dataset.level = left <= 30 ? 'critical' : left <= 60 ? 'urgent' : left <= 300 ? 'soon' : 'calm';
    this.#root.dataset.standing = String(this.#standing !== null);
  }

  #warn(left) {
    const passed = this.#warnings.filter((seconds) => left <= seconds && seconds < this.#before);
    this.#before = Math.min(this.#before, left);
    if (passed.length > 0 && left > 0) {
      const seconds = Math.min(...passed);
      this.#warning =
        seconds >= 120
          ? this.#say('timer.minutes-left', seconds / 60)
          : seconds === 60
            ? this.#say('timer.one-minute-left')
            : this.#say('timer.seconds-left', seconds);
      this.#warningUntil = performance.now() + WARNING_SHOWN_MS;
      this.#announcement.textContent = this.#warning;
    } else if (left <= 0 && !this.#expired) {
      this.#announcement.textContent = this.#say('timer.over');
    }
  }
}
