import { forget, remember, remembered } from '../base/remember.js';
import { ANSWERS, openDeviceDatabase, resultOf } from './device-database.js';

/** Before the session's id: what a page could not write into the database before it went away. */
export const LEFT_BEHIND = 'examhall.answers.';

/**
 * Answers on this device: one record for each session and question,
 * `{ session, number, revision, savedRevision, savedAt, parts }`. Browsers drop what a page that goes away is still
 * writing into IndexedDB; {@link keepNow} brings it over, by the local storage, to the page that comes next. Without
 * IndexedDB (some private windows) that is all that is kept, and `durable` says so.
 */
export class AnswerStore {
  #database;
  #session;
  /** Records that the database does not hold yet, by question. */
  #pending = new Map();
  #cleared = false;

  constructor(database, session) {
    this.#database = database;
    this.#session = session;
  }

  static async open(session) {
    try {
      return new AnswerStore(await openDeviceDatabase(), session);
    } catch {
      return new AnswerStore(null, session);
    }
  }

  get durable() {
    return this.#database !== null;
  }

  /** All records of the session, also what the page before left behind. */
  async all() {
    const written = await this.#written();
    const text = remembered(this.#key);
    const records = newest(written, parsed(text));
    const kept = await Promise.all(records.filter((record) => !written.includes(record)).map((record) => this.put(record)));
    if (kept.every(Boolean) && text === remembered(this.#key)) {
      forget(this.#key);
    }
    return records;
  }

  /**
   * Writes a record, unless another tab has written a newer one.
   *
   * @returns {Promise<boolean>} whether the answer is safe on this device
   */
  async put(record) {
    this.#pending.set(record.number, record);
    const written = await this.#write(record);
    if (written && this.#pending.get(record.number) === record) {
      this.#pending.delete(record.number);
    }
    return written;
  }

  /** For a page that goes away: what is not written yet is kept at once, for the page that comes next. */
  keepNow() {
    if (this.#pending.size === 0 || this.#cleared) {
      return;
    }
    const records = newest(this.#pending.values(), parsed(remembered(this.#key)));
    remember(this.#key, JSON.stringify(records));
  }

  /** Removes the session's records: they were handed in. */
  async clear() {
    this.#cleared = true;
    forget(this.#key);
    if (this.#database) {
      try {
        await resultOf(this.#objects('readwrite').delete(this.#range()));
      } catch {
        // what stays is overruled by the server's state at the next visit
      }
    }
  }

  async #written() {
    if (!this.#database) {
      return [];
    }
    try {
      return await resultOf(this.#objects('readonly').getAll(this.#range()));
    } catch {
      return [];
    }
  }

  #write(record) {
    if (!this.#database) {
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction(ANSWERS, 'readwrite', { durability: 'relaxed' });
        const store = transaction.objectStore(ANSWERS);
        const read = store.get([this.#session, record.number]);
        read.onsuccess = () => {
          if (!read.result || read.result.revision <= record.revision) {
            store.put({ ...record, session: this.#session });
          }
        };
        transaction.oncomplete = () => resolve(true);
        transaction.onerror = () => resolve(false);
        transaction.onabort = () => resolve(false);
      } catch {
        resolve(false);
      }
    });
  }

  get #key() {
    return LEFT_BEHIND + this.#session;
  }

  #objects(mode) {
    return this.#database.transaction(ANSWERS, mode).objectStore(ANSWERS);
  }

  #range() {
    return IDBKeyRange.bound([this.#session, 0], [this.#session, Infinity]);
  }
}

/** One record a question: that of `records`, unless one of `others` has a higher revision. */
function newest(records, others) {
  const byNumber = new Map([...records].map((record) => [record.number, record]));
  for (const other of others) {
    if (!(byNumber.get(other.number)?.revision >= other.revision)) {
      byNumber.set(other.number, other);
    }
  }
  return [...byNumber.values()];
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? [];
  } catch {
    return [];
  }
}
