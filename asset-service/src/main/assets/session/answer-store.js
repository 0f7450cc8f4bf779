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
    const records = new Map((await this.#written()).map((record) => [record.number, record]));
    const text = this.#leftBehind();
    const newer = parsed(text).filter(({ number, revision }) => revision > (records.get(number)?.revision ?? 0));
    newer.forEach((record) => records.set(record.number, record));
    const written = await Promise.all(newer.map((record) => this.put(record)));
    if (written.every(Boolean) && text === this.#leftBehind()) {
      this.#leaveBehind([]);
    }
    return [...records.values()];
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
    const records = new Map(parsed(this.#leftBehind()).map((record) => [record.number, record]));
    for (const record of this.#pending.values()) {
      if (record.revision >= (records.get(record.number)?.revision ?? 0)) {
        records.set(record.number, record);
      }
    }
    this.#leaveBehind([...records.values()]);
  }

  /** Removes the session's records: they were handed in. */
  async clear() {
    this.#cleared = true;
    this.#leaveBehind([]);
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

  #leftBehind() {
    try {
      return localStorage.getItem(LEFT_BEHIND + this.#session);
    } catch {
      return null;
    }
  }

  #leaveBehind(records) {
    try {
      if (records.length > 0) {
        localStorage.setItem(LEFT_BEHIND + this.#session, JSON.stringify(records));
      } else {
        localStorage.removeItem(LEFT_BEHIND + this.#session);
      }
    } catch {
      // neither store is to be had: the server is all there is
    }
  }

  #objects(mode) {
    return this.#database.transaction(ANSWERS, mode).objectStore(ANSWERS);
  }

  #range() {
    return IDBKeyRange.bound([this.#session, 0], [this.#session, Infinity]);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? [];
  } catch {
    return [];
  }
}
