const EVERY_MS = 15_000;
const PARTS = 'main .stats, main .card-flush';

/** Brings the numbers and tables of a page up to date while it is looked at. */
export function keepFresh() {
  let busy = false;
  const refresh = async () => {
    const parts = [...document.querySelectorAll(PARTS)];
    if (busy || document.hidden || parts.some((part) => part.contains(document.activeElement))) {
      return;
    }
    busy = true;
    try {
      const response = await fetch(location.href, { credentials: 'same-origin', signal: AbortSignal.timeout(EVERY_MS) });
      if (response.ok && !response.redirected) {
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const fresh = [...page.querySelectorAll(PARTS)];
        if (fresh.length === parts.length) {
          parts.forEach((part, index) => {
            if (part.innerHTML !== fresh[index].innerHTML) {
              part.replaceChildren(...fresh[index].childNodes);
            }
          });
        }
      }
    } catch {
      // the next round tries again
    } finally {
      busy = false;
    }
  };
  setInterval(refresh, EVERY_MS);
  document.addEventListener('visibilitychange', refresh);
}
