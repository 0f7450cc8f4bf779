/** Fails a test with both values in its message. */
export function equal(actual, expected, what = '') {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) {
    throw new Error(`${what} expected ${other} but was ${one}`);
  }
}

export function truthy(value, what) {
  if (!value) {
    throw new Error(what);
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for a condition, so that a slow machine is no failure. */
export async function until(condition, what, patience = 5000) {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) {
      throw new Error(`waited in vain: ${what}`);
    }
    await pause(10);
  }
}
