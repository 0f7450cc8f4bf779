import { byteRange } from '../base/byte-range.js';
import { ASSET_CACHE, NEWER_PAGE, examCache, pageAddress } from '../session/device-names.js';

/*
 * Serves an exam from the device when the network cannot. Only what the exam page put into the caches
 * is ever served from there; everything else goes the usual way.
 */

/** How long a page waits for the network before the kept one is shown. */
const PAGE_PATIENCE_MS = 4000;
const SLOW = Symbol('no answer yet');
const EXAM_PAGE = /^\/sessions\/([\w-]+)(?:\/test)?\/?$/;
const RESULT_PAGE = /^\/sessions\/([\w-]+)\/result$/;
/** A name that carries a hash or a version never changes its content; others do, in development. */
const UNCHANGING = /-[A-Z0-9]{8}\.\w+$|\/pdfjs-[\d.]+\//;
const BLOBS_HELD = 3;

const blobs = new Map();

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || request.headers.get('Accept') === 'text/event-stream') {
    return;
  }
  if (request.mode === 'navigate') {
    const exam = EXAM_PAGE.exec(url.pathname);
    const result = RESULT_PAGE.exec(url.pathname);
    if (exam) {
      event.respondWith(examPage(event, exam[1]));
    } else if (result) {
      event.respondWith(resultPage(event, result[1]));
    }
  } else if (url.pathname.startsWith('/media/')) {
    event.respondWith(media(request));
  } else if (url.pathname.startsWith('/assets/') && url.pathname !== self.location.pathname) {
    event.respondWith(asset(request, UNCHANGING.test(url.pathname)));
  }
});

/** From the network while that answers soon, so that nobody works with an older release than the server's. */
async function examPage(event, session) {
  const kept = await keptPage(session);
  if (!kept) {
    return fetch(event.request);
  }
  const answer = fetch(event.request).catch(() => null);
  const inTime = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, PAGE_PATIENCE_MS, SLOW))]);
  if (inTime === SLOW) {
    event.waitUntil(answer.then((late) => tellOfNewer(event, session, late)));
    return fromDevice(kept, 'slow');
  }
  if (!inTime || inTime.status >= 500) {
    return fromDevice(kept);
  }
  event.waitUntil(keepPage(session, inTime.clone()));
  return inTime;
}

/** The page that came too late is kept, and the one that is shown instead hears of it. */
async function tellOfNewer(event, session, late) {
  if (await keepPage(session, late)) {
    const page = await self.clients.get(event.resultingClientId);
    page?.postMessage({ type: NEWER_PAGE, session });
  }
}

async function keptPage(session) {
  const name = examCache(session);
  // opening would make it
  return (await caches.has(name)) ? (await caches.open(name)).match(pageAddress(session)) : null;
}

async function keepPage(session, response) {
  if (!response || response.status !== 200 || response.redirected || !isHtml(response)) {
    return false;
  }
  const html = await response.clone().text();
  // a page that still waits for its content would wait again
  if (!html.includes('data-role="preparing"') && html.includes('id="session-data"')) {
    await (await caches.open(examCache(session))).put(pageAddress(session), response);
    return true;
  }
  return false;
}

/** The kept page says that it is one: its clock and its answers are those of the time when it was kept. */
async function fromDevice(kept, why = 'true') {
  const html = (await kept.text()).replace('<html ', `<html data-kept="${why}" `);
  const headers = new Headers(kept.headers);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(html, { headers });
}

/** Who sees a result needs the exam no more. Answers that wait are elsewhere, and stay. */
async function resultPage(event, session) {
  const answer = await fetch(event.request);
  if (answer.status === 200 && isHtml(answer)) {
    event.waitUntil(caches.delete(examCache(session)));
  }
  return answer;
}

async function asset(request, unchanging) {
  const kept = () => caches.match(request.url, { ignoreVary: true });
  if (unchanging) {
    return (await kept()) ?? keepAsset(request, await fetch(request));
  }
  try {
    return await keepAsset(request, await fetch(request));
  } catch (error) {
    const older = await kept();
    if (older) {
      return older;
    }
    throw error;
  }
}

/** While an exam is kept, what its page loads later (fonts, character maps, WASM) is kept too. */
async function keepAsset(request, response) {
  if (response.status === 200 && response.type === 'basic' && (await caches.has(ASSET_CACHE))) {
    const copy = response.clone();
    caches.open(ASSET_CACHE).then((cache) => cache.put(request.url, copy)).catch(() => {});
  }
  return response;
}

async function media(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  if (!kept) {
    return fetch(request);
  }
  const whole = await blobOf(request.url, kept);
  const headers = new Headers({
    'Content-Type': kept.headers.get('Content-Type') ?? 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-store',
  });
  const range = byteRange(request.headers.get('Range'), whole.size);
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${whole.size}`);
    return new Response(null, { status: 416, headers });
  }
  if (range === 'whole') {
    headers.set('Content-Length', String(whole.size));
    return new Response(whole, { headers });
  }
  headers.set('Content-Range', `bytes ${range.start}-${range.end}/${whole.size}`);
  headers.set('Content-Length', String(range.end - range.start + 1));
  return new Response(whole.slice(range.start, range.end + 1), { status: 206, headers });
}

/** A file is asked for in many ranges; the last few stay at hand. */
async function blobOf(url, response) {
  const blob = blobs.get(url) ?? (await response.blob());
  blobs.delete(url);
  blobs.set(url, blob);
  if (blobs.size > BLOBS_HELD) {
    blobs.delete(blobs.keys().next().value);
  }
  return blob;
}

function isHtml(response) {
  return (response.headers.get('Content-Type') ?? '').startsWith('text/html');
}
