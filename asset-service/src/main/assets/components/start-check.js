import { playTestSound } from './sound-check.js';

/**
 * What a student sees before the clock starts: what is loaded, how much of it is there, and, where there is
 * something to listen to, a sound check. Event: `retry`.
 */
export class StartCheck extends EventTarget {
  #root;
  #say;
  #language;

  constructor(root, { say, language }) {
    super();
    this.#root = root;
    this.#say = say;
    this.#language = language;
    this.#failed.querySelector('button').addEventListener('click', () => {
      this.#failed.hidden = true;
      this.dispatchEvent(new Event('retry'));
    });
  }

  get #failed() {
    return this.#root.querySelector('[data-role=prepare-failed]');
  }

  /** Shows bytes that have arrived; a total of 0 is not known. */
  progress(step, loaded, total) {
    const bytes = this.#root.querySelector(`[data-role=${step}] [data-role=bytes]`);
    if (bytes) {
      bytes.textContent =
        total > 0 ? this.#say('prepare.bytes', this.#megabytes(loaded), this.#megabytes(total)) : this.#say('prepare.bytes-loaded', this.#megabytes(loaded));
    }
  }

  done(step) {
    const item = this.#root.querySelector(`[data-role=${step}]`);
    if (item) {
      item.dataset.done = 'true';
    }
  }

  fail() {
    this.#failed.hidden = false;
    this.#failed.querySelector('button').focus();
  }

  /** Resolves when the student hears the sound, or goes on without. At once where there is nothing to listen to. */
  soundHeard() {
    const check = this.#root.querySelector('[data-role=sound-check]');
    if (!check) {
      return Promise.resolve();
    }
    check.hidden = false;
    const on = (action, listener) => check.querySelector(`[data-action=${action}]`).addEventListener('click', listener);
    const advice = check.querySelector('[data-role=sound-advice]');
    on('play-sound', () => void playTestSound().catch(() => (advice.hidden = false)));
    on('not-heard', () => (advice.hidden = false));
    return new Promise((resolve) => {
      on('heard', resolve);
      on('go-on', resolve);
    });
  }

  /** The check is over: the sound was heard, and the clock is being started. */
  starting() {
    this.#root.querySelectorAll('[data-role=sound-check] button').forEach((button) => (button.disabled = true));
  }

  close() {
    this.#root.remove();
  }

  #megabytes(bytes) {
    return new Intl.NumberFormat(this.#language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bytes / 1_000_000);
  }
}
