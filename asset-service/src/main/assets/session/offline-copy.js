import { backoff } from './backoff.js';
import { ASSET_CACHE, examCache, pageAddress, sessionOfCache } from './device-names.js';

const WORKER = '/assets/service-worker.js';
const CONTROL_PATIENCE_MS = 3000;
const TRIES = 4;
const LONGEST_KEPT_MS = 3 * 24 * 60 * 60 * 1000;
/** PDF.js asks for these only when a page needs them, which may be when there is no network any more. */
const DECODERS = ['wasm/openjpeg.wasm', 'wasm/jbig2.wasm', 'wasm/qcms_bg.wasm'];

/** A file could not be had, however often it was asked for. */
export class FileMissing extends Error {}

/**
 * The exam on this device: page, scripts, booklet and tracks in the browser's caches, from which the
 * service worker serves them. Where the browser allows none of it everything else goes on.
 */
export class OfflineCopy {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Whether the browser can keep anything; not in insecure contexts and some private windows. */
  static get possible() {
    return 'caches' in globalThis && 'serviceWorker' in navigator;
  }

  /** Lets the worker serve this page. Resolves to whether it does. */
  async takeControl() {
    if (!OfflineCopy.possible) {
      return false;
    }
    try {
      await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
    } catch {
      return Boolean(navigator.serviceWorker.controller);
    }
    if (!navigator.serviceWorker.controller) {
      await Promise.race([
        new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })),
        new Promise((resolve) => setTimeout(resolve, CONTROL_PATIENCE_MS)),
      ]);
    }
    return Boolean(navigator.serviceWorker.controller);
  }

  /**
   * Loads a file as a whole and keeps it.
   *
   * @param {(loaded: number, total: number) => void} onBytes `total` is 0 while it is not known
   * @returns {Promise<boolean>} whether it is kept; false if the browser has no room for it
   * @throws {FileMissing} if it cannot be loaded
   */
  async keepFile(url, onBytes = () => {}) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#keepOnce(url, onBytes);
      } catch (error) {
        if (attempt >= TRIES) {
          throw new FileMissing(url, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, backoff(attempt)));
      }
    }
  }

  async #keepOnce(url, onBytes) {
    const cache = await open(examCache(this.#session));
    const known = await cache?.match(url, { ignoreVary: true });
    if (known) {
      const size = Number(known.headers.get('Content-Length')) || 0;
      onBytes(size, size);
      return true;
    }
    const response = await fetch(url, { credentials: 'same-origin' });
    if (response.status !== 200) {
      throw new Error(`${url} answered ${response.status}`);
    }
    const total = Number(response.headers.get('Content-Length')) || 0;
    let loaded = 0;
    let failure = null;
    onBytes(0, total);
    const counted = response.body.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          loaded += chunk.byteLength;
          onBytes(loaded, total);
          controller.enqueue(chunk);
        },
      }),
    );
    const copy = new Response(counted, { headers: response.headers });
    if (cache) {
      try {
        await cache.put(url, copy);
        return true;
      } catch (error) {
        failure = error;
      }
    } else {
      await copy.arrayBuffer();
      return false;
    }
    if (failure.name === 'QuotaExceededError') {
      return false;
    }
    throw failure;
  }

  /** Keeps scripts, styles and PDF.js's files, as this page uses them. What cannot be had is left out. */
  async keepAssets(resources = {}) {
    const cache = await open(ASSET_CACHE);
    if (!cache) {
      return false;
    }
    const missing = [];
    for (const url of assetsOfThisPage(resources)) {
      if (!(await cache.match(url, { ignoreVary: true }))) {
        missing.push(url);
      }
    }
    const kept = await Promise.allSettled(missing.map((url) => cache.add(url)));
    return kept.every(({ status }) => status === 'fulfilled');
  }

  /** Keeps the page as the server makes it now. */
  async keepPage() {
    const cache = await open(examCache(this.#session));
    try {
      const response = await fetch(pageAddress(this.#session), {
        cache: 'no-store',
        redirect: 'error',
        headers: { Accept: 'text/html' },
      });
      if (cache && response.ok) {
        await cache.put(pageAddress(this.#session), response);
        return true;
      }
    } catch {
      // the next visit keeps it
    }
    return false;
  }

  async hasPage() {
    return Boolean(await (await open(examCache(this.#session)))?.match(pageAddress(this.#session)));
  }

  /** Removes all of the session; the bundles too, once no exam needs them. */
  async remove() {
    if (!OfflineCopy.possible) {
      return;
    }
    try {
      await caches.delete(examCache(this.#session));
      if (!(await caches.keys()).some((name) => sessionOfCache(name))) {
        await caches.delete(ASSET_CACHE);
      }
    } catch {
      // the browser takes its caches away: nothing is left to remove
    }
  }

  /** Removes exams that somebody left on this device days ago. */
  static async sweep(now = Date.now()) {
    if (!OfflineCopy.possible) {
      return;
    }
    try {
      for (const name of await caches.keys()) {
        const session = sessionOfCache(name);
        const page = session && (await (await caches.open(name)).match(pageAddress(session)));
        const date = Date.parse(page?.headers.get('Date') ?? '');
        if (session && date && now - date > LONGEST_KEPT_MS) {
          await caches.delete(name);
        }
      }
    } catch {
      // no caches, nothing to sweep
    }
  }
}

async function open(name) {
  try {
    return OfflineCopy.possible ? await caches.open(name) : null;
  } catch {
    return null;
  }
}

function assetsOfThisPage(resources) {
  const urls = new Set();
  const add = (url) => {
    const address = new URL(url, location.href);
    if (address.origin === location.origin && address.pathname.startsWith('/assets/')) {
      urls.add(address.href);
    }
  };
  for (const element of document.querySelectorAll('link[rel=stylesheet], link[rel=modulepreload], script[src]')) {
    add(element.href ?? element.src);
  }
  const map = document.querySelector('script[type=importmap]');
  for (const url of Object.values(map ? (JSON.parse(map.textContent).imports ?? {}) : {})) {
    add(url);
  }
  performance.getEntriesByType('resource').forEach(({ name }) => add(name));
  if (resources.pdfWorker) {
    add(resources.pdfWorker);
    DECODERS.forEach((file) => add(resources.pdfjs + file));
  }
  return urls;
}
