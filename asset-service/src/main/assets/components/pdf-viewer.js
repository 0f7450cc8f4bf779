const CSS_UNITS = 96 / 72;
const ZOOM_STEP = 1.2;
const ZOOM_MIN = 0.5;
const ZOOM_MAX = 4;
const GAP = 12;
const KEEP_AROUND = 3;
const MOST_PIXELS = 12_000_000;
/** Pixels of all pages together: a page that is not in sight is let go beyond it. */
const MOST_PIXELS_IN_ALL = 40_000_000;
const LOAD_TRIES = 3;

/**
 * The booklet: a column of pages of which only those near the screen hold pixels.
 * A 'sheet' is what the student sees as one page: a page of the file, or half of one where the exam
 * splits pages.
 *
 * Events: `page` {page}, `ready` (the first page is on the screen), `failed`, `wide`, `view` (what to pass as
 * `view` the next time, so that turned pages stay turned).
 */
export class PdfViewer extends EventTarget {
  #root;
  #stage;
  #column;
  #resources;
  #say;
  #pdfjs;
  #document = null;
  #sheets = [];
  #zoom = 1;
  #fit = 'width';
  #page;
  #observer;
  #visible = new Set();
  #rendering = null;
  #task = null;
  #isReady = false;
  #rotations = {};
  #whole = null;
  #frame = 0;

  constructor(root, { resources, say, initialPage, view = {} }) {
    super();
    this.#root = root;
    this.#stage = root.querySelector('[data-role=stage]');
    this.#column = root.querySelector('[data-role=pages]');
    this.#resources = resources;
    this.#say = say;
    this.#rotations = { ...view?.rotations };
    this.#fit = view?.fit ?? 'width';
    this.#zoom = view?.zoom ?? 1;
    this.#page = initialPage ?? Number(root.dataset.initialPage);
    root.addEventListener('click', (event) => this.#act(event.target.closest('[data-action]')?.dataset.action));
    const box = this.#box();
    box?.addEventListener('change', () => this.goTo(Number.parseInt(box.value, 10) || this.#page));
    box?.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.goTo(Number.parseInt(box.value, 10) || this.#page);
        box.select();
      }
    });
    this.#stage.addEventListener('scroll', () => this.#followScroll(), { passive: true });
    let width = 0;
    let height = 0;
    new ResizeObserver(([entry]) => {
      if (Math.abs(entry.contentRect.width - width) > 1 || Math.abs(entry.contentRect.height - height) > 1) {
        width = entry.contentRect.width;
        height = entry.contentRect.height;
        this.#layout();
      }
    }).observe(this.#stage);
    this.#observer = new IntersectionObserver((entries) => this.#seen(entries), {
      root: this.#stage,
      rootMargin: '60% 0px',
    });
  }

  /** Address of the file. */
  get url() {
    return new URL(this.#root.dataset.pdfUrl, location.href).href;
  }

  get page() {
    return this.#page;
  }

  get pages() {
    return this.#sheets.length;
  }

  /** Loads the file; shows what happens, and tries a few times by itself. */
  async load() {
    this.#show('loading');
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#open();
        return;
      } catch (error) {
        if (attempt >= LOAD_TRIES || error?.name === 'PasswordException' || error?.name === 'InvalidPDFException') {
          this.#show('error');
          this.dispatchEvent(new CustomEvent('failed', { detail: { error } }));
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 700 * attempt));
      }
    }
  }

  /**
   * Reads every page once, so that what PDF.js loads for some of them (fonts, character maps) is there
   * before anybody turns to them without network.
   */
  loadEverything() {
    this.#whole ??= (async () => {
      const file = this.#document;
      for (let number = 1; file && number <= file.numPages && file === this.#document; number += 1) {
        const page = await file.getPage(number);
        await page.getTextContent();
        if (!this.#sheets.some((sheet) => sheet.number === number && sheet.canvas)) {
          page.cleanup();
        }
      }
    })();
    return this.#whole;
  }

  goTo(page, { smooth = false } = {}) {
    if (this.#sheets.length === 0) {
      return;
    }
    const target = Math.min(Math.max(1, page), this.#sheets.length);
    this.#stage.scrollTo({
      top: this.#sheets[target - 1].element.offsetTop - GAP / 2,
      behavior: smooth ? 'smooth' : 'instant',
    });
    this.#setPage(target);
  }

  previous() {
    this.goTo(this.#page - 1);
  }

  next() {
    this.goTo(this.#page + 1);
  }

  first() {
    this.goTo(1);
  }

  last() {
    this.goTo(this.#sheets.length);
  }

  zoomIn() {
    this.#zoomTo(this.#zoom * ZOOM_STEP);
  }

  zoomOut() {
    this.#zoomTo(this.#zoom / ZOOM_STEP);
  }

  fit(mode) {
    this.#fit = mode;
    this.#layout();
    this.#tellView();
  }

  /** Turns the page that is shown, and no other. */
  rotate(degrees) {
    const sheet = this.#sheets[this.#page - 1];
    if (sheet) {
      sheet.rotation = (sheet.rotation + degrees + 360) % 360;
      this.#rotations[this.#page] = sheet.rotation;
      this.#layout();
      this.#tellView();
    }
  }

  #tellView() {
    this.dispatchEvent(new CustomEvent('view', { detail: { rotations: this.#rotations, fit: this.#fit, zoom: this.#zoom } }));
  }

  #act(action) {
    switch (action) {
      case 'previous': this.previous(); break;
      case 'next': this.next(); break;
      case 'zoom-in': this.zoomIn(); break;
      case 'zoom-out': this.zoomOut(); break;
      case 'fit-width': this.fit('width'); break;
      case 'fit-page': this.fit('page'); break;
      case 'rotate-left': this.rotate(-90); break;
      case 'rotate-right': this.rotate(90); break;
      case 'wide': this.dispatchEvent(new Event('wide')); break;
      case 'retry': void this.load(); break;
    }
  }

  async #open() {
    this.#pdfjs ??= await import('pdfjs-dist');
    const { GlobalWorkerOptions, getDocument } = this.#pdfjs;
    GlobalWorkerOptions.workerSrc = this.#resources.pdfWorker;
    const data = this.#resources.pdfjs;
    this.#task?.destroy();
    this.#task = getDocument({
      url: this.#root.dataset.pdfUrl,
      cMapUrl: `${data}cmaps/`,
      cMapPacked: true,
      standardFontDataUrl: `${data}standard_fonts/`,
      wasmUrl: `${data}wasm/`,
      iccUrl: `${data}iccs/`,
      useSystemFonts: false,
      enableXfa: false,
    });
    const progress = this.#root.querySelector('[data-role=progress]');
    this.#task.onProgress = ({ loaded, total }) => {
      if (total > 0) {
        progress.value = Math.min(100, (loaded / total) * 100);
      }
    };
    this.#document = await this.#task.promise;
    const first = await this.#document.getPage(1);
    this.#makeSheets(first);
    this.#layout();
    this.#show('pages');
    this.goTo(this.#page);
    this.#pump();
    void this.#measureAll();
  }

  #makeSheets(first) {
    const split = this.#root.dataset.splitPages === 'true';
    const skip = split && this.#root.dataset.skipFirstLeftHalf === 'true';
    const size = sizeOf(first);
    this.#sheets = [];
    for (let number = 1; number <= this.#document.numPages; number += 1) {
      for (const half of split ? ['left', 'right'] : [null]) {
        if (!(skip && number === 1 && half === 'left')) {
          this.#sheets.push({ number, half, size, rotation: this.#rotations[this.#sheets.length + 1] ?? 0, element: null, canvas: null, proxy: null, key: '', text: null });
        }
      }
    }
    this.#observer.disconnect();
    this.#visible.clear();
    this.#column.replaceChildren(
      ...this.#sheets.map((sheet, index) => {
        const element = document.createElement('div');
        element.className = 'pdf-sheet';
        element.dataset.index = String(index);
        element.dataset.page = String(index + 1);
        element.setAttribute('role', 'group');
        element.setAttribute('aria-label', this.#say('pdf.page-of', index + 1, this.#sheets.length));
        sheet.element = element;
        this.#observer.observe(element);
        return element;
      }),
    );
    this.#page = Math.min(Math.max(1, this.#page), this.#sheets.length);
    const of = this.#root.querySelector('[data-role=of]');
    if (of) {
      of.textContent = this.#say('pdf.of', this.#sheets.length);
    }
  }

  /** Pages may differ in size; until a page was asked it counts as large as the first. */
  async #measureAll() {
    const file = this.#document;
    for (let number = 2; number <= file.numPages && file === this.#document; number += 1) {
      try {
        const size = sizeOf(await file.getPage(number));
        const differs = this.#sheets.filter((sheet) => sheet.number === number && (Math.abs(sheet.size.width - size.width) > 1 || Math.abs(sheet.size.height - size.height) > 1));
        if (differs.length > 0) {
          differs.forEach((sheet) => (sheet.size = size));
          this.#layout();
        }
      } catch {
        return; // the page's own rendering tells the student
      }
    }
  }

  #layout() {
    if (this.#sheets.length === 0 || this.#stage.clientWidth === 0) {
      return;
    }
    const anchor = this.#sheets[this.#page - 1].element;
    const offset = anchor.offsetHeight > 0 ? (this.#stage.scrollTop - anchor.offsetTop) / anchor.offsetHeight : 0;
    const current = this.#shownSize(this.#sheets[this.#page - 1]);
    const width = this.#stage.clientWidth - 2 * GAP;
    const height = this.#stage.clientHeight - 2 * GAP;
    if (this.#fit === 'width') {
      const widest = Math.max(...this.#sheets.filter((sheet) => sheet.rotation === 0).map((sheet) => this.#shownSize(sheet).width), 0) || current.width;
      this.#zoom = width / (widest * CSS_UNITS);
    } else if (this.#fit === 'page') {
      this.#zoom = Math.min(width / (current.width * CSS_UNITS), height / (current.height * CSS_UNITS));
    }
    for (const sheet of this.#sheets) {
      const size = this.#shownSize(sheet);
      sheet.element.style.inlineSize = `${Math.floor(size.width * CSS_UNITS * this.#zoom)}px`;
      sheet.element.style.blockSize = `${Math.floor(size.height * CSS_UNITS * this.#zoom)}px`;
    }
    this.#stage.scrollTop = anchor.offsetTop + offset * anchor.offsetHeight;
    this.#showControls();
    this.#pump();
  }

  #shownSize(sheet) {
    const { width, height } = sheet.size;
    const upright = { width: sheet.half ? width / 2 : width, height };
    return sheet.rotation % 180 === 0 ? upright : { width: upright.height, height: upright.width };
  }

  #zoomTo(zoom) {
    this.#fit = 'none';
    this.#zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
    this.#layout();
    this.#tellView();
  }

  #seen(entries) {
    for (const entry of entries) {
      const index = Number(entry.target.dataset.index);
      if (entry.isIntersecting) {
        this.#visible.add(index);
      } else {
        this.#visible.delete(index);
      }
    }
    this.#pump();
  }

  #followScroll() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const top = this.#stage.scrollTop;
      const middle = top + this.#stage.clientHeight / 2;
      const atEnd = top + this.#stage.clientHeight >= this.#stage.scrollHeight - 2;
      const current = this.#sheets[this.#page - 1]?.element;
      // a page that was jumped to stays current while its beginning is in sight
      if (current && current.offsetTop >= top - GAP && current.offsetTop < top + this.#stage.clientHeight - 2 * GAP && atEnd) {
        return;
      }
      const index = this.#sheets.findIndex(({ element }) => element.offsetTop + element.offsetHeight + GAP > middle);
      if (index >= 0) {
        this.#setPage(index + 1);
      }
    });
  }

  #setPage(page) {
    if (page !== this.#page) {
      this.#page = page;
      this.dispatchEvent(new CustomEvent('page', { detail: { page } }));
    }
    this.#showControls();
    this.#pump();
  }

  #showControls() {
    const button = (action) => this.#root.querySelector(`[data-action=${action}]`);
    const box = this.#box();
    if (!box) {
      return;
    }
    if (document.activeElement !== box || Number(box.value) !== this.#page) {
      box.value = String(this.#page);
    }
    // aria-disabled keeps the focus where it is at the first and last page
    button('previous').setAttribute('aria-disabled', String(this.#page <= 1));
    button('next').setAttribute('aria-disabled', String(this.#page >= this.#sheets.length));
    button('zoom-in').setAttribute('aria-disabled', String(this.#zoom >= ZOOM_MAX));
    button('zoom-out').setAttribute('aria-disabled', String(this.#zoom <= ZOOM_MIN));
    button('fit-width').setAttribute('aria-pressed', String(this.#fit === 'width'));
    button('fit-page').setAttribute('aria-pressed', String(this.#fit === 'page'));
    this.#root.querySelector('[data-role=zoom]').textContent = `${Math.round(this.#zoom * 100)} %`;
  }

  /** Renders what is nearest first, one page at a time, and lets go of what is far. */
  #pump() {
    if (!this.#document) {
      return;
    }
    const here = this.#page - 1;
    this.#letGo(here);
    if (this.#rendering) {
      return;
    }
    const wanted = new Set([...this.#visible, here]);
    const next = [...wanted]
      .filter((index) => this.#sheets[index] && this.#sheets[index].key !== this.#keyOf(this.#sheets[index]))
      .sort((a, b) => Math.abs(a - here) - Math.abs(b - here))[0];
    if (next === undefined) {
      return;
    }
    const sheet = this.#sheets[next];
    this.#rendering = this.#render(sheet, this.#keyOf(sheet))
      .catch(() => {
        sheet.key = this.#keyOf(sheet);
        if (!sheet.canvas) {
          sheet.element.dataset.failed = this.#say('pdf.page-failed');
        }
      })
      .finally(() => {
        this.#rendering = null;
        this.#pump();
      });
  }

  /** Gives back the pixels of pages that are far, and of the farthest ones where they are many. */
  #letGo(here) {
    const drawn = this.#sheets
      .map((sheet, index) => ({ sheet, index, distance: Math.abs(index - here) }))
      .filter(({ sheet }) => sheet.canvas)
      .sort((a, b) => a.distance - b.distance);
    let pixels = 0;
    for (const { sheet, index, distance } of drawn) {
      pixels += sheet.canvas.width * sheet.canvas.height;
      if (!this.#visible.has(index) && (distance > KEEP_AROUND || pixels > MOST_PIXELS_IN_ALL)) {
        pixels -= sheet.canvas.width * sheet.canvas.height;
        release(sheet);
      }
    }
  }

  #keyOf(sheet) {
    return `${sheet.element.clientWidth}x${sheet.element.clientHeight}@${sheet.rotation}@${devicePixelRatio}`;
  }

  async #render(sheet, key) {
    const page = await this.#document.getPage(sheet.number);
    const scale = CSS_UNITS * this.#zoom;
    const cssWidth = sheet.element.clientWidth;
    const cssHeight = sheet.element.clientHeight;
    const density = Math.min(Math.max(1, devicePixelRatio), Math.sqrt(MOST_PIXELS / Math.max(1, cssWidth * cssHeight)));
    const rotation = (page.rotate + sheet.rotation) % 360;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(cssWidth * density));
    canvas.height = Math.max(1, Math.floor(cssHeight * density));
    const shift = halfShift(sheet, sheet.size, scale);
    await page.render({
      canvas,
      viewport: page.getViewport({ scale: scale * density, rotation, offsetX: -shift.x * density, offsetY: -shift.y * density }),
    }).promise;
    release(sheet);
    canvas.setAttribute('aria-hidden', 'true');
    sheet.proxy = page;
    sheet.canvas = canvas;
    sheet.key = key;
    delete sheet.element.dataset.failed;
    sheet.element.append(canvas);
    if (!this.#isReady) {
      this.#isReady = true;
      this.dispatchEvent(new Event('ready'));
    }
    await this.#addText(sheet, page, scale, rotation, shift);
  }

  async #addText(sheet, page, scale, rotation, shift) {
    const container = document.createElement('div');
    container.className = 'textLayer';
    container.style.setProperty('--total-scale-factor', String(scale));
    container.style.setProperty('--scale-round-x', '1px');
    container.style.setProperty('--scale-round-y', '1px');
    container.style.left = `${-shift.x}px`;
    container.style.top = `${-shift.y}px`;
    const layer = new this.#pdfjs.TextLayer({
      textContentSource: page.streamTextContent({ includeMarkedContent: false }),
      container,
      viewport: page.getViewport({ scale, rotation }),
    });
    sheet.text = container;
    sheet.element.append(container);
    await layer.render();
  }

  #box() {
    return this.#root.querySelector('[data-role=page]');
  }

  #show(state) {
    for (const name of ['loading', 'error']) {
      this.#root.querySelector(`[data-role=${name}]`).hidden = name !== state;
    }
    this.#column.hidden = state !== 'pages';
  }
}

function sizeOf(page) {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width, height };
}

/** How far a half's corner lies inside the whole page, as turned, in CSS pixels. */
function halfShift(sheet, size, scale) {
  if (!sheet.half) {
    return { x: 0, y: 0 };
  }
  const half = (size.width / 2) * scale;
  const right = sheet.half === 'right';
  switch (sheet.rotation) {
    case 90: return { x: 0, y: right ? half : 0 };
    case 180: return { x: right ? 0 : half, y: 0 };
    case 270: return { x: 0, y: right ? 0 : half };
    default: return { x: right ? half : 0, y: 0 };
  }
}

/** Gives a page's pixels and its decoded pictures back at once; browsers free a canvas late otherwise. */
function release(sheet) {
  sheet.proxy?.cleanup();
  sheet.proxy = null;
  if (sheet.canvas) {
    sheet.canvas.width = 0;
    sheet.canvas.height = 0;
    sheet.canvas.remove();
    sheet.canvas = null;
  }
  sheet.text?.remove();
  sheet.text = null;
  sheet.key = '';
}
