import { isAnswered, sameParts } from './answers.js';
import { worthRetrying } from './api.js';
import { backoff } from './backoff.js';

const QUIET_MS = 1000;
const LATEST_MS = 5000;
const AT_ONCE = 4;
const OVERDUE_MS = 10_000;
/** How long an answer waits for this device to hold it before it is sent all the same. */
const KEPT_MS = 3000;
/** What browsers let pages send while they go away, with room for headers. */
const KEEPALIVE_BYTES = 56_000;

/**
 * Brings answers to the server: on this device first, sent after a second of quiet, five seconds
 * after the first unsent change at the latest, one request in flight a question. What the server has
 * acknowledged is on this device too, so that a tab that dies never comes back with less. While the server
 * cannot be reached one request at a time probes; the rest follows when it is back. What comes from a page that does not
 * write any more the server puts aside: such answers stay here too, until the student goes on here.
 *
 * Events: `change` (the badge may differ), `conflict` {number, mine, theirs}, `rejected` {number, detail},
 * `over` (the server takes nothing more), `elsewhere` {writer} (another page writes), `lost` (the server does not know this student).
 */
export class AnswerSync extends EventTarget {
  #api;
  #store;
  #entries = new Map();
  #timer = 0;
  #inFlight = 0;
  #failures = 0;
  #retryAt = 0;
  #stopped = false;
  #held = false;
  #lastSavedAt = null;
  #random;

  /** What saves say of who writes; null says nothing. */
  writer = null;

  constructor({ api, store, random = Math.random }) {
    super();
    this.#api = api;
    this.#store = store;
    this.#random = random;
  }

  /**
   * Takes over what the server and this device know.
   *
   * @param {Record<string, {revision: number, savedAt: string, parts: object[]}>} server
   * @param {object[]} local records of the store
   * @param {number | null} before what saves of this device said, if pages elsewhere have written since: then a higher revision
   * alone does not win, and what is here is put aside at the server until the student has decided
   */
  restore(server, local, before = null) {
    for (const [key, answer] of Object.entries(server)) {
      const number = Number(key);
      this.#entries.set(number, this.#entry(number, answer.revision, answer.parts, answer.revision, answer.savedAt));
      this.#noteSaved(answer.savedAt);
    }
    for (const record of local) {
      const known = this.#entries.get(record.number);
      const unsaved = record.revision !== record.savedRevision;
      const serverIsBehind = record.revision > (known?.revision ?? 0);
      if ((unsaved || serverIsBehind) && !(known && sameParts(known.parts, record.parts))) {
        const entry = this.#entry(record.number, record.revision, record.parts, known?.revision ?? 0, known?.savedAt ?? null);
        entry.dirty = true;
        entry.dueAt = 0;
        this.#entries.set(record.number, entry);
        if (before !== null && known && known.revision > (record.savedRevision ?? 0)) {
          entry.conflict = server[record.number];
          void this.#api.saveAnswer(record.number, { revision: record.revision, parts: record.parts, writer: before });
          this.#emit('conflict', { number: record.number, mine: record.parts, theirs: known.parts });
        }
      }
    }
    this.#schedule();
  }

  /** Sends nothing until {@link release}, so that no save overtakes the claim to write. */
  hold() {
    this.#held = true;
  }

  /** @param writer what saves say from now on */
  release(writer) {
    this.writer = writer;
    this.#held = false;
    this.hurry();
  }

  /**
   * Offers what was put aside again, now that this page writes. What was changed elsewhere meanwhile is for the student to
   * decide: a higher revision alone must not win over it.
   *
   * @param {Record<string, {revision: number, savedAt: string, parts: object[]}>} server
   */
  offerAgain(server) {
    for (const entry of this.#entries.values()) {
      const known = server?.[entry.number];
      if (!entry.dirty) {
        continue;
      }
      entry.asideRevision = 0;
      if (!known || known.revision <= entry.savedRevision) {
        entry.dueAt = 0;
      } else if (sameParts(known.parts, entry.parts)) {
        this.#accept(entry, known);
        void this.#keep(entry);
      } else {
        entry.conflict = known;
        this.#emit('conflict', { number: entry.number, mine: entry.parts, theirs: known.parts });
      }
    }
    this.#changed();
  }

  /** How many answers are here that do not count, since another page writes. */
  aside() {
    return [...this.#entries.values()].filter((entry) => entry.dirty && entry.asideRevision === entry.revision).length;
  }

  /** The answers as this device knows them: number to parts. */
  answers() {
    return new Map([...this.#entries].map(([number, entry]) => [number, entry.parts]));
  }

  answeredNumbers() {
    return new Set([...this.#entries.values()].filter((entry) => isAnswered(entry.parts)).map((entry) => entry.number));
  }

  /** `state`: idle, saved, device; `savedAt`: of the newest save the server acknowledged. */
  status() {
    const waiting = this.#unsent().length;
    return {
      state: waiting > 0 ? 'device' : this.#lastSavedAt ? 'saved' : 'idle',
      waiting,
      failing: this.#failures > 0,
      savedAt: this.#lastSavedAt,
      durable: this.#store.durable,
    };
  }

  /** How many answers have waited for longer than sending takes when all is well. */
  overdue() {
    const before = performance.now() - OVERDUE_MS;
    return this.#unsent().filter((entry) => entry.firstChangeAt < before).length;
  }

  /** Notes a change made by the student. */
  change(number, parts) {
    const now = performance.now();
    const entry = this.#entries.get(number) ?? this.#entry(number, 0, [], 0, null);
    this.#entries.set(number, entry);
    if (sameParts(entry.parts, parts) && entry.parts.length > 0) {
      return;
    }
    entry.parts = parts;
    entry.revision += 1;
    entry.rejected = false;
    if (!entry.dirty) {
      entry.dirty = true;
      entry.firstChangeAt = now;
    }
    entry.dueAt = Math.min(now + QUIET_MS, entry.firstChangeAt + LATEST_MS);
    entry.kept = this.#keep(entry);
    this.#changed();
    this.#schedule();
  }

  /** Decides a conflict: the student keeps what is on this page, or takes the other answer. */
  resolve(number, keepMine) {
    const entry = this.#entries.get(number);
    if (!entry?.conflict) {
      return null;
    }
    const theirs = entry.conflict;
    entry.conflict = null;
    if (keepMine) {
      entry.revision = Math.max(entry.revision, theirs.revision) + 1;
      entry.dirty = true;
      entry.dueAt = 0;
    } else {
      this.#accept(entry, theirs);
    }
    entry.kept = this.#keep(entry);
    this.#changed();
    this.#schedule();
    return entry.parts;
  }

  /**
   * Takes over what the server has and this page has not: answers given on another device or in another tab.
   *
   * @returns {[number, object[]][]} what changed, to be shown
   */
  catchUp(server) {
    const changed = [];
    for (const [key, answer] of Object.entries(server ?? {})) {
      const number = Number(key);
      const entry = this.#entries.get(number) ?? this.#entry(number, 0, [], 0, null);
      if (!entry.dirty && !entry.conflict && answer.revision > entry.revision) {
        this.#entries.set(number, entry);
        this.#accept(entry, answer);
        void this.#keep(entry);
        changed.push([number, answer.parts]);
      }
    }
    if (changed.length > 0) {
      this.#changed();
    }
    return changed;
  }

  /** Sends everything now, without waiting for quiet. */
  hurry() {
    for (const entry of this.#unsent()) {
      entry.dueAt = 0;
    }
    this.#retryAt = 0;
    this.#schedule();
  }

  /** Resolves when nothing is waiting any more, or the server takes nothing more. */
  async settled() {
    this.hurry();
    while (!this.#stopped && this.#unsent().length > 0) {
      await new Promise((resolve) => this.addEventListener('change', resolve, { once: true }));
    }
  }

  /** For a page that goes away: requests that outlive it, as far as browsers allow. */
  sendLastWords() {
    let room = KEEPALIVE_BYTES;
    for (const entry of this.#unsent()) {
      const size = JSON.stringify(entry.parts).length * 3 + 200;
      if (size > room || entry.sentRevision === entry.revision) {
        continue;
      }
      room -= size;
      void this.#send(entry, { keepalive: true });
    }
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#changed();
  }

  #entry(number, revision, parts, savedRevision, savedAt) {
    return { number, revision, parts, savedRevision, savedAt, dirty: false, asideRevision: 0, dueAt: Infinity, firstChangeAt: 0, sending: 0, sentRevision: -1, kept: null, conflict: null, rejected: false };
  }

  #unsent() {
    return [...this.#entries.values()].filter((entry) => entry.dirty && !entry.conflict && !entry.rejected && entry.asideRevision !== entry.revision);
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#held) {
      return;
    }
    const limit = this.#failures > 0 ? 1 : AT_ONCE;
    const waiting = this.#unsent().filter((entry) => entry.sending === 0).sort((a, b) => a.dueAt - b.dueAt);
    if (waiting.length === 0 || this.#inFlight >= limit) {
      return;
    }
    const wait = Math.max(waiting[0].dueAt, this.#retryAt) - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#schedule(), wait);
      return;
    }
    void this.#send(waiting[0], {});
    this.#schedule();
  }

  async #send(entry, options) {
    const revision = entry.revision;
    const parts = entry.parts;
    entry.sending += 1;
    entry.sentRevision = revision;
    this.#inFlight += 1;
    if (!options.keepalive) {
      await withinReason(entry.kept);
    }
    const answer = await this.#api.saveAnswer(entry.number, this.writer === null ? { revision, parts } : { revision, parts, writer: this.writer }, options);
    entry.sending -= 1;
    this.#inFlight -= 1;
    this.#settle(entry, revision, parts, answer);
    this.#changed();
    this.#schedule();
  }

  #settle(entry, revision, parts, answer) {
    if (worthRetrying(answer)) {
      this.#failures += 1;
      this.#retryAt = performance.now() + backoff(this.#failures, answer.retryAfterMs, this.#random);
      entry.sentRevision = -1;
      return;
    }
    this.#failures = 0;
    this.#retryAt = 0;
    if (answer.ok) {
      this.#noteSaved(answer.body.savedAt);
      entry.savedRevision = Math.max(entry.savedRevision, revision);
      entry.savedAt = answer.body.savedAt;
      if (entry.revision === revision) {
        entry.dirty = false;
        entry.dueAt = Infinity;
      } else {
        entry.firstChangeAt = performance.now();
      }
      void this.#keep(entry);
      return;
    }
    this.#refused(entry, revision, parts, answer);
  }

  #refused(entry, revision, parts, answer) {
    const current = answer.body?.current;
    if (answer.problem === 'not-the-writer') {
      entry.asideRevision = Math.max(entry.asideRevision, revision);
      this.#emit('elsewhere', { writer: answer.body?.writer });
      return;
    }
    if (answer.status === 409 && current) {
      if (entry.savedRevision >= revision) {
        return; // an older request of ours that was overtaken by a newer one
      }
      if (sameParts(current.parts, entry.parts)) {
        this.#accept(entry, current);
        void this.#keep(entry);
      } else {
        entry.conflict = current;
        this.#emit('conflict', { number: entry.number, mine: entry.parts, theirs: current.parts });
      }
    } else if (answer.status === 409 && answer.problem === 'clock-not-started') {
      entry.dueAt = performance.now() + QUIET_MS;
    } else if (answer.status === 409) {
      // refused for good, but the server keeps it for the teacher
      entry.dirty = entry.revision !== revision;
      this.#emit('over', { problem: answer.problem });
    } else if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
      this.stop();
      this.#emit('lost', { status: answer.status });
    } else {
      entry.rejected = true;
      this.#emit('rejected', { number: entry.number, status: answer.status, detail: answer.body?.detail ?? '' });
    }
  }

  #accept(entry, current) {
    entry.parts = current.parts;
    entry.revision = current.revision;
    entry.savedRevision = current.revision;
    entry.savedAt = current.savedAt ?? entry.savedAt;
    entry.dirty = false;
    entry.dueAt = Infinity;
    this.#noteSaved(entry.savedAt);
  }

  #keep(entry) {
    return this.#store.put({
      number: entry.number,
      revision: entry.revision,
      savedRevision: entry.dirty ? entry.savedRevision : entry.revision,
      savedAt: entry.savedAt,
      parts: entry.parts,
    });
  }

  #noteSaved(savedAt) {
    if (savedAt && (!this.#lastSavedAt || Date.parse(savedAt) > Date.parse(this.#lastSavedAt))) {
      this.#lastSavedAt = savedAt;
    }
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A database that hangs must not keep answers from the server. */
async function withinReason(kept) {
  let timer = 0;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, KEPT_MS);
  });
  await Promise.race([kept, enough]);
  clearTimeout(timer);
}
