const BEYOND = 6;

/**
 * A list of any length of which only the rows in sight are in the document. It is a grid for assistive technology:
 * every row knows its place, arrow keys move through all of them, and the row that has the focus stays in the document.
 *
 * Events: `open` {id}, `toggle` {id}, `all` (the wish to select everything).
 */
export class WindowList extends EventTarget {
  #box;
  #canvas;
  #make;
  #fill;
  #ids = [];
  #places = new Map();
  #rows = new Map();
  #spare = [];
  #active = null;
  #scheduled = false;
  #height = 64;

  /**
   * @param {HTMLElement} box scrolls; has `--row-height` in pixels
   * @param {() => HTMLElement} make an empty row
   * @param {(row: HTMLElement, id: string) => void} fill writes a session into a row
   */
  constructor(box, { make, fill }) {
    super();
    this.#box = box;
    this.#canvas = document.createElement('div');
    this.#canvas.className = 'window-canvas';
    this.#canvas.setAttribute('role', 'rowgroup');
    box.append(this.#canvas);
    this.#make = make;
    this.#fill = fill;
    box.addEventListener('scroll', () => this.refresh(), { passive: true });
    box.addEventListener('keydown', (event) => this.#key(event));
    box.addEventListener('focusin', ({ target }) => this.#activate(target.closest('[data-id]')?.dataset.id));
    new ResizeObserver(() => this.#measure()).observe(box);
    this.#measure();
  }

  /** Shows these, in this order. */
  show(ids) {
    if (ids !== this.#ids) {
      this.#ids = ids;
      this.#places = new Map(ids.map((id, index) => [id, index]));
      if (!this.#places.has(this.#active)) {
        this.#active = ids[0] ?? null;
      }
      this.#box.setAttribute('aria-rowcount', String(ids.length + 1));
      this.#canvas.style.blockSize = `${ids.length * this.#height}px`;
    }
    this.refresh();
  }

  /** Writes what is in sight anew, with the next frame. */
  refresh() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #measure() {
    this.#height = parseFloat(getComputedStyle(this.#box).getPropertyValue('--row-height')) || 64;
    this.#canvas.style.blockSize = `${this.#ids.length * this.#height}px`;
    this.refresh();
  }

  #draw() {
    this.#scheduled = false;
    const first = Math.max(0, Math.floor(this.#box.scrollTop / this.#height) - BEYOND);
    const last = Math.min(this.#ids.length, Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / this.#height) + BEYOND);
    const wanted = new Set(this.#ids.slice(first, last));
    if (this.#active !== null) {
      wanted.add(this.#active);
    }
    for (const [id, row] of this.#rows) {
      if (!wanted.has(id)) {
        this.#rows.delete(id);
        row.remove();
        this.#spare.push(row);
      }
    }
    for (const id of wanted) {
      this.#drawRow(id);
    }
  }

  #drawRow(id) {
    let row = this.#rows.get(id);
    if (!row) {
      row = this.#spare.pop() ?? this.#make();
      row.dataset.id = id;
      this.#rows.set(id, row);
      this.#canvas.append(row);
    }
    const place = this.#places.get(id);
    const y = `0 ${place * this.#height}px`;
    if (row.style.translate !== y) {
      row.style.translate = y;
      row.setAttribute('aria-rowindex', String(place + 2));
    }
    row.tabIndex = id === this.#active ? 0 : -1;
    this.#fill(row, id);
  }

  #activate(id) {
    if (id !== undefined && id !== this.#active) {
      this.#active = id;
      this.refresh();
    }
  }

  #key(event) {
    const at = this.#places.get(this.#active) ?? 0;
    const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#height) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: this.#ids.length - 1 }[event.key];
    if (to !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.focus(this.#ids[Math.max(0, Math.min(this.#ids.length - 1, to))]);
    } else if (event.key === ' ' && !event.target.matches('input, a, button')) {
      event.preventDefault();
      this.#emit('toggle', { id: this.#active });
    } else if (event.key === 'Enter' && !event.target.matches('a, button')) {
      event.preventDefault();
      this.#emit('open', { id: this.#active });
    } else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#emit('all', {});
    }
  }

  /** Brings a row into sight and gives it the focus. */
  focus(id) {
    if (id === undefined) {
      return;
    }
    this.#active = id;
    const top = this.#places.get(id) * this.#height;
    if (top < this.#box.scrollTop) {
      this.#box.scrollTop = top;
    } else if (top + this.#height > this.#box.scrollTop + this.#box.clientHeight) {
      this.#box.scrollTop = top + this.#height - this.#box.clientHeight;
    }
    this.#draw();
    this.#rows.get(id)?.focus({ preventScroll: true });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
