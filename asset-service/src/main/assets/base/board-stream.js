const HIDDEN_MS = 60_000;
const RETRY_MS = 3000;

/**
 * Events of a board, from a stream that is opened again when it breaks and closed while nobody looks.
 *
 * @param {string} url
 * @param {string} name of the events
 * @param {(data: object) => void} take
 * @returns {{close: () => void}}
 */
export function follow(url, name, take, connect = (address) => new EventSource(address)) {
  let source = null;
  let timer = 0;
  const open = () => {
    clearTimeout(timer);
    if (source) {
      return;
    }
    source = connect(url);
    source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      close();
      timer = setTimeout(open, RETRY_MS * (0.75 + Math.random() / 2));
    });
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const looked = () => {
    if (document.hidden) {
      timer = setTimeout(close, HIDDEN_MS);
    } else {
      open();
    }
  };
  document.addEventListener('visibilitychange', looked);
  open();
  return {
    close() {
      document.removeEventListener('visibilitychange', looked);
      close();
    },
  };
}
