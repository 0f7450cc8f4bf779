const DATABASE = 'examhall';
const VERSION = 2;

export const ANSWERS = 'answers';
export const NOTES = 'notes';

/**
 * The database on this device.
 *
 * @returns {Promise<IDBDatabase>}
 * @throws where there is none, such as in some private windows
 */
export function openDeviceDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        request.result.createObjectStore(ANSWERS, { keyPath: ['session', 'number'] });
      }
      request.result.createObjectStore(NOTES, { keyPath: ['session', 'key'] });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

/** What a request of IndexedDB came to. */
export function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
