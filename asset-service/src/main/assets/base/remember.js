/** What this person chose or left before on this device, or null. */
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a private window: the choice lasts as long as the page
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // where nothing can be remembered there is nothing to forget
  }
}
