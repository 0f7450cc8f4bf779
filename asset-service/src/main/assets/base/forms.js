/**
 * Sends a form once, and checks it in the browser first, with the browser's own words. The server
 * checks everything again.
 */
export function sendOnce(form) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent || !form.reportValidity()) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.querySelectorAll('[type=submit]').forEach((button) => button.setAttribute('aria-disabled', 'true'));
  });
  // a page that comes back from the history may send again
  addEventListener('pageshow', () => {
    sent = false;
    form.querySelectorAll('[type=submit]').forEach((button) => button.removeAttribute('aria-disabled'));
  });
}
