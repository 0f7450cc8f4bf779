import { worthRetrying } from './api.js';
import { backoff } from './backoff.js';

const REPORT_MS = 5000;
const NOTE_MS = 1000;

/**
 * Plays of the listening tracks, granted and counted by the server. Without a connection they are
 * counted on this device against the same limit and told to the server later. A play that has not
 * ended goes on where it was, after a pause, a reload or a crash, and is no new play.
 *
 * Event: `change` {track}.
 */
export class PlayLedger extends EventTarget {
  #api;
  #notes;
  #tracks = new Map();
  #kept;
  #reconciling = false;
  #failures = 0;

  /**
   * @param {Record<string, {used: number, limit: number?, current: {id: string, positionSeconds: number}?}>} plays of the server
   * @param kept whether `plays` is old, since the page came from this device
   */
  constructor({ api, notes, plays = {}, kept = false }) {
    super();
    this.#api = api;
    this.#notes = notes;
    for (const [track, known] of Object.entries(plays)) {
      this.#tracks.set(track, { used: known.used, limit: known.limit ?? null, current: known.current ?? null, unsent: [], reportedAt: 0, notedAt: 0 });
    }
    this.#kept = kept;
  }

  /** Takes up a track; `limit` is the page's, for a server that said nothing about it. */
  add(track, limit) {
    const known = this.#tracks.get(track) ?? { used: 0, limit, current: null, unsent: [], reportedAt: 0, notedAt: 0 };
    this.#tracks.set(track, known);
    known.limit ??= limit;
    const note = this.#notes.get(noteOf(track));
    if (!note) {
      return;
    }
    known.unsent = note.unsent;
    known.used = this.#kept ? Math.max(known.used, note.used) : known.used + note.unsent.filter((id) => id !== known.current?.id).length;
    const sameOrOnlyHere = note.current && (this.#kept || note.unsent.includes(note.current.id) || note.current.id === known.current?.id);
    if (note.ended && note.ended === known.current?.id) {
      known.current = null;
    } else if (sameOrOnlyHere) {
      known.current = note.current;
    }
    void this.reconcile();
  }

  limitOf(track) {
    return this.#tracks.get(track)?.limit ?? null;
  }

  /** Plays that may still begin; null without a limit. */
  leftOf(track) {
    const { used, limit } = this.#tracks.get(track);
    return limit === null ? null : Math.max(0, limit - used);
  }

  /** The play that goes on when the track is started: {id, positionSeconds}, or null. */
  currentOf(track) {
    return this.#tracks.get(track)?.current ?? null;
  }

  /** Begins a play. Resolves to whether it may. */
  async begin(track) {
    const known = this.#tracks.get(track);
    if (this.leftOf(track) === 0) {
      return false;
    }
    const id = crypto.randomUUID();
    const answer = await this.#api.beginPlay({ id, track, offline: false });
    if (answer.status === 409) {
      // spent, perhaps on another device, or the time is over
      known.used = answer.body?.used ?? known.used;
      this.#changed(track);
      return false;
    }
    known.current = { id, positionSeconds: 0 };
    known.used += 1;
    if (answer.ok) {
      known.used = answer.body?.used ?? known.used;
      known.limit = answer.body?.limit ?? null;
    } else if (worthRetrying(answer)) {
      known.unsent.push(id);
      void this.#reconcileLater();
    }
    this.#changed(track);
    return true;
  }

  /** Notes how far the current play is: on this device each second, on the server every five. */
  heard(track, seconds, { now = performance.now(), tell = false, keepalive = false } = {}) {
    const known = this.#tracks.get(track);
    if (!known?.current) {
      return;
    }
    known.current = { ...known.current, positionSeconds: seconds };
    if (tell || now - known.notedAt >= NOTE_MS) {
      known.notedAt = now;
      void this.#keep(track);
    }
    if ((tell || now - known.reportedAt >= REPORT_MS) && !known.unsent.includes(known.current.id)) {
      known.reportedAt = now;
      void this.#api.savePlay(known.current.id, { positionSeconds: seconds, ended: false }, { keepalive });
    }
  }

  ended(track, seconds) {
    const known = this.#tracks.get(track);
    const play = known?.current;
    if (!play) {
      return;
    }
    known.current = null;
    known.lastEnded = play.id;
    if (!known.unsent.includes(play.id)) {
      void this.#api.savePlay(play.id, { positionSeconds: seconds, ended: true }, {});
    }
    this.#changed(track);
  }

  /** Tells the server of plays that began without it. */
  async reconcile() {
    if (this.#reconciling) {
      return;
    }
    this.#reconciling = true;
    try {
      for (const [track, known] of this.#tracks) {
        while (known.unsent.length > 0) {
          const id = known.unsent[0];
          const answer = await this.#api.beginPlay({ id, track, offline: true });
          if (worthRetrying(answer)) {
            this.#failures += 1;
            void this.#reconcileLater();
            return;
          }
          known.unsent.shift();
          known.used = Math.max(known.used, answer.body?.used ?? 0);
          if (known.current?.id === id) {
            void this.#api.savePlay(id, { positionSeconds: known.current.positionSeconds, ended: false }, {});
          } else {
            void this.#api.savePlay(id, { positionSeconds: 0, ended: true }, {});
          }
          this.#changed(track);
        }
      }
      this.#failures = 0;
    } finally {
      this.#reconciling = false;
    }
  }

  async #reconcileLater() {
    await new Promise((resolve) => setTimeout(resolve, backoff(Math.max(1, this.#failures))));
    await this.reconcile();
  }

  #changed(track) {
    void this.#keep(track);
    this.dispatchEvent(new CustomEvent('change', { detail: { track } }));
  }

  #keep(track) {
    const { used, current, unsent, lastEnded } = this.#tracks.get(track);
    return this.#notes.put(noteOf(track), { used, current, unsent, ended: lastEnded ?? null });
  }
}

function noteOf(track) {
  return `play:${track}`;
}
