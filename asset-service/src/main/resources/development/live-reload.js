// Development mode only: reloads this page when one of its files changed, swaps styles in place, and
// shows what is wrong with the sources over the page. Styles are set through the CSSOM, which a
// strict content security policy allows.

const own = () => [...document.querySelectorAll('script[src], link[rel=stylesheet]')]
  .map((element) => ({ element, path: new URL(element.src || element.href).pathname }));

let known;
let overlay;

function show(complaints) {
  overlay?.remove();
  overlay = undefined;
  if (complaints.length === 0) return;
  overlay = document.createElement('pre');
  overlay.id = 'live-reload-problem';
  overlay.setAttribute('role', 'alert');
  overlay.textContent = complaints.map(({ place, text, line }) => `${place}: ${text}\n\n${line}`).join('\n\n');
  Object.assign(overlay.style, {
    position: 'fixed', inset: '0', zIndex: '2147483647', margin: '0', padding: '2rem', overflow: 'auto',
    background: '#1b1b1fee', color: '#ffb4ab', font: '15px/1.5 monospace', whiteSpace: 'pre-wrap',
  });
  overlay.addEventListener('click', () => overlay?.remove());
  document.body.append(overlay);
}

function swap(link, path) {
  const next = link.cloneNode();
  next.href = `${path}?changed=${Date.now()}`;
  next.addEventListener('load', () => link.remove());
  link.after(next);
}

function take({ files, complaints }) {
  show(complaints);
  const before = known;
  known = files;
  if (!before || complaints.length > 0) return;
  const changed = own().filter(({ path }) => before[path] !== files[path]);
  if (changed.some(({ element }) => element instanceof HTMLScriptElement)) {
    location.reload();
    return;
  }
  changed.forEach(({ element, path }) => swap(element, path));
}

new EventSource('/assets/live-reload/events').addEventListener('message', (event) => take(JSON.parse(event.data)));
