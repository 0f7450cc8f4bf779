import { ANSWERS, openDeviceDatabase, resultOf } from './device-database.js';

/**
 * Answers on this device: one record for each session and question,
 * `{ session, number, revision, savedRevision, savedAt, parts }`. Without IndexedDB (some private
 * windows) it keeps nothing and says so by `durable`.
 */
export class AnswerStore {
  #database;
  #session;

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

  /** All records of the session. */
  async all() {
    if (!this.#database) {
      return [];
    }
    try {
      return await resultOf(this.#objects('readonly').getAll(this.#range()));
    } catch {
      return [];
    }
  }

  /**
   * Writes a record, unless another tab has written a newer one.
   *
   * @returns {Promise<boolean>} whether the answer is safe on this device
   */
  put(record) {
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

  /** Removes the session's records: they were handed in. */
  async clear() {
    if (this.#database) {
      try {
        await resultOf(this.#objects('readwrite').delete(this.#range()));
      } catch {
        // what stays is overruled by the server's state at the next visit
      }
    }
  }

  #objects(mode) {
    return this.#database.transaction(ANSWERS, mode).objectStore(ANSWERS);
  }

  #range() {
    return IDBKeyRange.bound([this.#session, 0], [this.#session, Infinity]);
  }
}
