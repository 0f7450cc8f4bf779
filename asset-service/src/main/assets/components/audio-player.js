import { clockText } from '../base/time-text.js';

const METADATA_PATIENCE_MS = 15_000;
const SEEK_STEPS = 1000;
/** Two places of a track that differ by more than this are not the same moment, in seconds. */
const SEEK_TOLERANCE = 1.5;

/**
 * A listening track. Only one plays at a time. With a ledger each play is asked for first, and a track with
 * a limit can be paused but not sought in.
 */
export class AudioPlayer {
  static #all = new Set();

  #root;
  #audio;
  #button;
  #seek;
  #current;
  #duration;
  #error;
  #left;
  #ledger;
  #track;
  #say;
  #seeking = false;
  #asking = false;
  #heard = 0;
  /** Settles when the track's length is known, or when it is clear that it will not be soon. */
  ready;

  constructor(root, { ledger = null, say = (key) => key } = {}) {
    this.#root = root;
    this.#audio = root.querySelector('audio');
    this.#button = root.querySelector('[data-action=toggle]');
    this.#seek = root.querySelector('[data-role=seek]');
    this.#current = root.querySelector('[data-role=current]');
    this.#duration = root.querySelector('[data-role=duration]');
    this.#error = root.querySelector('[data-role=error]');
    this.#left = root.querySelector('[data-role=plays]');
    this.#say = say;
    this.#track = root.dataset.trackId;
    this.#ledger = this.#track ? ledger : null;
    this.#ledger?.add(this.#track, root.dataset.playLimit ? Number(root.dataset.playLimit) : null);
    this.#ledger?.addEventListener('change', ({ detail }) => detail.track === this.#track && this.#showState());
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
    this.#button.addEventListener('click', () => void this.toggle());
    for (const type of ['play', 'pause', 'ended']) {
      audio.addEventListener(type, () => this.#showState());
    }
    for (const type of ['timeupdate', 'loadedmetadata', 'durationchange', 'seeked']) {
      audio.addEventListener(type, () => this.#showProgress());
    }
    audio.addEventListener('loadedmetadata', () => this.#goWhereItWas());
    audio.addEventListener('timeupdate', () => this.#listen());
    audio.addEventListener('pause', () => this.tell());
    audio.addEventListener('ended', () => this.#ended());
    audio.addEventListener('seeking', () => this.#refuseToSeek());
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
    if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) {
      this.#goWhereItWas();
    }
    this.#showState();
    this.#showProgress();
  }

  get url() {
    return this.#audio.currentSrc || this.#audio.querySelector('source')?.src;
  }

  async toggle() {
    if (!this.#audio.paused) {
      this.#audio.pause();
      return;
    }
    if (this.#asking) {
      return;
    }
    for (const other of AudioPlayer.#all) {
      if (other !== this) {
        other.pause();
      }
    }
    if (this.#ledger && !this.#ledger.currentOf(this.#track)) {
      this.#asking = true;
      const granted = await this.#ledger.begin(this.#track);
      this.#asking = false;
      if (!granted) {
        this.#showState();
        return;
      }
      this.#heard = 0;
      this.#audio.currentTime = 0;
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

  /** Tells the server how far the play is. */
  tell(options = {}) {
    if (!this.#audio.ended) {
      this.#ledger?.heard(this.#track, this.#audio.currentTime, { tell: true, ...options });
    }
  }

  static pauseAll() {
    AudioPlayer.#all.forEach((player) => player.pause());
  }

  /** For a page that goes away. */
  static sendLastWords() {
    for (const player of AudioPlayer.#all) {
      if (!player.#audio.paused) {
        player.tell({ keepalive: true });
      }
    }
  }

  get #limited() {
    return this.#ledger !== null && this.#ledger.limitOf(this.#track) !== null;
  }

  /** A play that has not ended goes on after a reload or a crash. */
  #goWhereItWas() {
    const play = this.#ledger?.currentOf(this.#track);
    if (play && this.#audio.paused && play.positionSeconds > 0 && play.positionSeconds < this.#audio.duration) {
      this.#heard = play.positionSeconds;
      this.#audio.currentTime = play.positionSeconds;
    }
    this.#showState();
  }

  #listen() {
    if (!this.#audio.paused && !this.#audio.seeking) {
      this.#heard = this.#audio.currentTime;
      this.#ledger?.heard(this.#track, this.#heard);
    }
  }

  #ended() {
    this.#heard = 0;
    this.#ledger?.ended(this.#track, this.#audio.duration);
    this.#showState();
  }

  /** Keys of the device can seek too. */
  #refuseToSeek() {
    if (this.#limited && Math.abs(this.#audio.currentTime - this.#heard) > SEEK_TOLERANCE) {
      this.#audio.currentTime = this.#heard;
    }
  }

  #sought() {
    return (Number(this.#seek.value) / SEEK_STEPS) * (this.#audio.duration || 0);
  }

  #showState() {
    const playing = !this.#audio.paused && !this.#audio.ended;
    const play = this.#ledger?.currentOf(this.#track);
    const left = this.#ledger ? this.#ledger.leftOf(this.#track) : null;
    const spent = left === 0 && !play && !playing;
    const data = this.#button.dataset;
    this.#root.classList.toggle('is-playing', playing);
    this.#button.setAttribute('aria-label', playing ? data.labelPause : play?.positionSeconds > 0 ? data.labelResume : data.labelPlay);
    this.#button.setAttribute('aria-disabled', String(spent));
    if (this.#seek) {
      this.#seek.disabled = this.#limited;
    }
    if (this.#left) {
      this.#left.hidden = left === null;
      this.#left.textContent = left === null ? '' : this.#say(left === 0 ? 'audio.none-left' : 'audio.left', left, this.#ledger.limitOf(this.#track));
    }
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
