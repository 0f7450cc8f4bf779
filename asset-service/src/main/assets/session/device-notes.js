import { NOTES, openDeviceDatabase, resultOf } from './device-database.js';

/**
 * Small things that a session must know after a reload without network: that it is to be handed in,
 * where the clock stands, what was heard, where the student is. Without IndexedDB they last as long as the page.
 */
export class DeviceNotes {
  #database;
  #session;
  #values;

  constructor(database, session, values = new Map()) {
    this.#database = database;
    this.#session = session;
    this.#values = values;
  }

  static async open(session) {
    try {
      const database = await openDeviceDatabase();
      const range = IDBKeyRange.bound([session, ''], [session, '\uffff']);
      const records = await resultOf(database.transaction(NOTES).objectStore(NOTES).getAll(range));
      return new DeviceNotes(database, session, new Map(records.map(({ key, value }) => [key, value])));
    } catch {
      return new DeviceNotes(null, session);
    }
  }

  /** @returns what was noted, or undefined */
  get(key) {
    return this.#values.get(key);
  }

  /** Resolves to whether the note outlives this page. */
  async put(key, value) {
    this.#values.set(key, value);
    return this.#write((store) => store.put({ session: this.#session, key, value }));
  }

  async clear() {
    this.#values.clear();
    return this.#write((store) => store.delete(IDBKeyRange.bound([this.#session, ''], [this.#session, '\uffff'])));
  }

  #write(change) {
    if (!this.#database) {
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction(NOTES, 'readwrite', { durability: 'relaxed' });
        change(transaction.objectStore(NOTES));
        transaction.oncomplete = () => resolve(true);
        transaction.onerror = () => resolve(false);
        transaction.onabort = () => resolve(false);
      } catch {
        resolve(false);
      }
    });
  }
}
