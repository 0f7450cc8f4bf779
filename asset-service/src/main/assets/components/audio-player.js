import { clockText } from '../base/time-text.js';

const METADATA_PATIENCE_MS = 15_000;
const SEEK_STEPS = 1000;

/** A listening track. Only one plays at a time. */
export class AudioPlayer {
  static #all = new Set();

  #root;
  #audio;
  #button;
  #seek;
  #current;
  #duration;
  #error;
  #seeking = false;
  /** Settles when the track's length is known, or when it is clear that it will not be soon. */
  ready;

  constructor(root) {
    this.#root = root;
    this.#audio = root.querySelector('audio');
    this.#button = root.querySelector('[data-action=toggle]');
    this.#seek = root.querySelector('[data-role=seek]');
    this.#current = root.querySelector('[data-role=current]');
    this.#duration = root.querySelector('[data-role=duration]');
    this.#error = root.querySelector('[data-role=error]');
    AudioPlayer.#all.add(this);
    const audio = this.#audio;
    this.ready = Promise.race([
      audio.readyState >= HTMLMediaElement.HAVE_METADATA
        ? Promise.resolve()
        : new Promise((resolve) => {
            audio.addEventListener('loadedmetadata', resolve, { once: true });
            audio.addEventListener('error', resolve, { once: true, capture: true });
          }),
      new Promise((resolve) => setTimeout(resolve, METADATA_PATIENCE_MS)),
    ]);
    this.#button.addEventListener('click', () => this.toggle());
    for (const type of ['play', 'pause', 'ended']) {
      audio.addEventListener(type, () => this.#showState());
    }
    for (const type of ['timeupdate', 'loadedmetadata', 'durationchange', 'seeked']) {
      audio.addEventListener(type, () => this.#showProgress());
    }
    // errors of a <source> do not bubble
    audio.addEventListener('error', () => this.#showError(true), { capture: true });
    audio.addEventListener('loadedmetadata', () => this.#showError(false));
    root.querySelector('[data-action=retry]').addEventListener('click', () => {
      this.#showError(false);
      audio.load();
    });
    this.#seek?.addEventListener('input', () => {
      this.#seeking = true;
      this.#current.textContent = clockText(this.#sought());
    });
    this.#seek?.addEventListener('change', () => {
      this.#seeking = false;
      if (Number.isFinite(audio.duration)) {
        audio.currentTime = this.#sought();
      }
    });
    if (audio.error || audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) {
      this.#showError(true);
    }
    this.#showState();
    this.#showProgress();
  }

  async toggle() {
    if (!this.#audio.paused) {
      this.#audio.pause();
      return;
    }
    for (const other of AudioPlayer.#all) {
      if (other !== this) {
        other.pause();
      }
    }
    try {
      await this.#audio.play();
    } catch (error) {
      // paused again before it began is no failure
      if (error.name !== 'AbortError') {
        this.#showError(true);
      }
    }
  }

  pause() {
    this.#audio.pause();
  }

  static pauseAll() {
    AudioPlayer.#all.forEach((player) => player.pause());
  }

  #sought() {
    return (Number(this.#seek.value) / SEEK_STEPS) * (this.#audio.duration || 0);
  }

  #showState() {
    const playing = !this.#audio.paused && !this.#audio.ended;
    this.#root.classList.toggle('is-playing', playing);
    this.#button.setAttribute('aria-label', playing ? this.#button.dataset.labelPause : this.#button.dataset.labelPlay);
  }

  #showProgress() {
    const { currentTime, duration } = this.#audio;
    if (!this.#seek || !Number.isFinite(duration)) {
      return;
    }
    this.#duration.textContent = clockText(Math.round(duration));
    if (!this.#seeking) {
      this.#seek.value = String(Math.round((currentTime / duration) * SEEK_STEPS));
      this.#current.textContent = clockText(currentTime);
    }
    this.#seek.style.setProperty('--played', `${(currentTime / duration) * 100}%`);
    this.#seek.setAttribute('aria-valuetext', `${clockText(currentTime)} / ${clockText(Math.round(duration))}`);
  }

  #showError(shown) {
    this.#error.hidden = !shown;
  }
}
