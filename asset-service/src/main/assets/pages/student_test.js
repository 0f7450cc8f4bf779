import '../base/report-errors.js';
import { readJson } from '../base/page-data.js';
import { remember, remembered } from '../base/remember.js';
import { durationText, timeOfDay } from '../base/time-text.js';
import { words } from '../base/words.js';
import { AnswerSheet } from '../components/answer-sheet.js';
import { AudioPlayer } from '../components/audio-player.js';
import { DisplaySettings, applyDisplay } from '../components/display-settings.js';
import { listenForKeys } from '../components/keys.js';
import { LevelChange } from '../components/level-change.js';
import { PdfViewer } from '../components/pdf-viewer.js';
import { QuestionNav } from '../components/question-nav.js';
import { ReviewDialog } from '../components/review-dialog.js';
import { StartCheck } from '../components/start-check.js';
import { Timer } from '../components/timer.js';
import { AnswerStore } from '../session/answer-store.js';
import { AnswerSync } from '../session/answer-sync.js';
import { SessionApi, worthRetrying } from '../session/api.js';
import { backoff } from '../session/backoff.js';
import { ClockAnchor } from '../session/clock-anchor.js';
import { NEWER_PAGE } from '../session/device-names.js';
import { DeviceNotes } from '../session/device-notes.js';
import { LiveState } from '../session/live-state.js';
import { FileMissing, OfflineCopy } from '../session/offline-copy.js';
import { PlayLedger } from '../session/plays.js';
import { PositionSync } from '../session/position.js';
import { QuestionTime } from '../session/question-time.js';
import { ServerClock } from '../session/server-clock.js';
import { SUBMISSION_NOTE, submitSession } from '../session/submission.js';
import { Writer } from '../session/writer.js';

const SINGLE_KEYS = 'examhall.single-keys';
const TIMER_HIDDEN = 'examhall.timer-hidden';
/** A deadline that differs by less was not changed by anybody. */
const TIME_CHANGE_SECONDS = 3;

applyDisplay();
const config = readJson('page-config');
const session = readJson('session-data');
const say = words(config.words);
const narrow = matchMedia('(max-width: 64rem)');
const find = (selector) => document.querySelector(selector);
const role = (name) => find(`[data-role=${name}]`);
/** Whether this page came from the device: what it says of the session is then old. */
const kept = 'kept' in document.documentElement.dataset;
if (document.documentElement.dataset.kept === 'slow') {
  role('kept').hidden = false;
  // before anything waits: the server's page may come at any moment
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.type === NEWER_PAGE && data.session === session.id) {
      role('kept-text').textContent = say('page.newer');
      role('kept-newer').hidden = false;
    }
  });
  navigator.serviceWorker.startMessages();
  role('kept-newer').addEventListener('click', () => location.reload());
}

const api = new SessionApi(session.id);
const clock = new ServerClock();
const offline = new OfflineCopy(session.id);
const [store, notes] = await Promise.all([AnswerStore.open(session.id), DeviceNotes.open(session.id)]);
const sync = new AnswerSync({ api, store });
const spent = new QuestionTime({ notes });
const writer = new Writer({ api, notes, known: session.writer });
const position = new PositionSync({ api, notes, session, kept, time: spent });
const plays = new PlayLedger({ api, notes, plays: session.plays, kept });
const live = new LiveState({ api });
const anchor = new ClockAnchor({ notes, clock });
/** {deadline, pausedAt, remainingSeconds}, as the clock follows it now. */
let time = { deadline: session.deadline, pausedAt: session.pausedAt ?? null, remainingSeconds: session.remainingSeconds ?? null };
let addedSeconds = null;
let running = session.state !== 'STARTED';
let submitting = false;
let leaving = false;

setClock();

const sheetElement = find('[data-component=answer_sheet]');
const sheet = sheetElement && new AnswerSheet(sheetElement, { say, conflictTemplate: find('#conflict-template') });
const navElement = find('[data-component=question_nav]');
const nav = navElement && new QuestionNav(navElement, { say, narrow });
const timerElement = find('[data-component=timer]');
const timer = timerElement && new Timer(timerElement, { clock, say, hidden: remembered(TIMER_HIDDEN) === 'yes' });
const viewerElement = find('[data-component=pdf_viewer]');
const viewer =
  viewerElement &&
  new PdfViewer(viewerElement, { resources: config.resources, say, initialPage: position.page, view: notes.get('booklet') });
const players = [...document.querySelectorAll('[data-component=audio_player]')].map((element) => new AudioPlayer(element, { ledger: plays, say }));
const review = new ReviewDialog(role('review'), { say });

wireSheet();
wireViewer();
wireTimer();
wireSaving();
wireSubmission();
wireViews();
wireDialogs();
wireKeys();
wireLevelChange();
wireWriter();

sync.restore(session.answers, await store.all(), writer.before);
for (const [number, parts] of sync.answers()) {
  sheet?.write(number, parts);
}
position.flagged.forEach((number) => sheet?.setFlag(number, true));
Object.entries(notes.get('pages') ?? {}).forEach(([number, page]) => sheet?.setPage(Number(number), page));
showAnswered();
showProgress();
showBadge();
sheet?.goTo(position.question, { smooth: false });

live.addEventListener('state', ({ detail }) => takeState(detail));
live.start();
if (session.state === 'STARTED') {
  await prepare();
} else {
  followTime({});
  void viewer?.load();
  void keepOnDevice();
}
if (kept) {
  void live.read();
}
const submission = notes.get(SUBMISSION_NOTE);
if (submission && !leaving && writer.state !== 'elsewhere') {
  void handIn(submission.reason);
}
document.documentElement.dataset.ready = 'true';

/** The page's own request is the first measurement of the server's clock; a kept page has to remember it. */
function setClock() {
  const known = kept ? anchor.restore() : null;
  if (known) {
    time = known;
  } else if (kept) {
    clock.restore(Date.parse(session.serverNow));
  } else {
    const [navigation] = performance.getEntriesByType('navigation');
    const sent = navigation?.requestStart ?? 0;
    const received = navigation?.responseStart || performance.now();
    clock.sync(Date.parse(session.serverNow), sent, received);
  }
}

/** The clock starts when booklet and tracks are on this device, and the student sees and hears that they are. */
async function prepare() {
  const check = new StartCheck(role('preparing'), { say, language: config.language });
  const started = new Promise((resolve) => live.addEventListener('running', resolve, { once: true }));
  await Promise.race([started, load(check)]);
  if (!running) {
    await Promise.race([started, check.soundHeard()]);
  }
  check.starting();
  await startClock();
  if (leaving) {
    return;
  }
  check.close();
  for (const element of document.querySelectorAll('[data-waits]')) {
    element.inert = false;
  }
  find('#main').focus({ preventScroll: true });
  void keepOnDevice();
}

async function load(check) {
  const controlled = offline.takeControl();
  const retried = () => new Promise((resolve) => check.addEventListener('retry', resolve, { once: true }));
  const loadBooklet = async () => {
    if (!viewer) {
      return;
    }
    await keepFile(check, 'prepare-booklet', [viewer.url], retried);
    await controlled;
    const shown = new Promise((resolve) => viewer.addEventListener('ready', resolve, { once: true }));
    viewer.addEventListener('failed', async () => {
      check.fail();
      await retried();
      void viewer.load();
    });
    void viewer.load();
    await shown;
    check.done('prepare-booklet');
  };
  const loadTracks = async () => {
    const urls = [...new Set(players.map((player) => player.url))].filter(Boolean);
    await keepFile(check, 'prepare-tracks', urls, retried);
    await Promise.all(players.map((player) => player.ready));
    check.done('prepare-tracks');
  };
  await Promise.all([loadBooklet(), loadTracks(), offline.keepAssets(config.resources)]);
}

async function keepFile(check, step, urls, retried) {
  const bytes = new Map(urls.map((url) => [url, [0, 0]]));
  const show = () => {
    const [loaded, total] = [...bytes.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    check.progress(step, loaded, total);
  };
  for (const url of urls) {
    for (;;) {
      try {
        await offline.keepFile(url, (loaded, total) => {
          bytes.set(url, [loaded, total]);
          show();
        });
        break;
      } catch (error) {
        if (!(error instanceof FileMissing)) {
          throw error;
        }
        if (step === 'prepare-tracks') {
          break; // its player says so, and offers to try again
        }
        check.fail();
        await retried();
      }
    }
  }
}

async function startClock() {
  for (let failures = 0; !leaving; ) {
    const answer = await api.contentReady();
    if (answer.ok) {
      takeState(answer);
      return;
    }
    if (!worthRetrying(answer)) {
      leaveTo(`/sessions/${session.id}`);
      return;
    }
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, backoff(failures, answer.retryAfterMs)));
  }
}

/** Whatever the page would need after a reload without network, without getting in anybody's way. */
async function keepOnDevice() {
  if (!(await offline.takeControl())) {
    return;
  }
  void OfflineCopy.sweep();
  try {
    for (const url of [viewer?.url, ...players.map((player) => player.url)].filter(Boolean)) {
      await offline.keepFile(url);
    }
    await viewer?.loadEverything();
  } catch {
    // the network may be gone already; what is here is here
  }
  await offline.keepAssets(config.resources);
  if (!kept && !(await offline.hasPage())) {
    await offline.keepPage();
  }
  document.documentElement.dataset.offline = (await offline.hasPage()) ? 'ready' : 'none';
}

/** Takes over what the server says of the session, asked for or pushed. */
function takeState({ body: state, sent, received }) {
  if (leaving) {
    return;
  }
  writer.heard(state.writer);
  if (sent !== null && sent !== undefined) {
    clock.sync(Date.parse(state.serverNow), sent, received);
  } else if (clock.approximate || Math.abs(Date.parse(state.serverNow) - clock.now()) > 1500) {
    // how long a push took is not known, so the time is asked for
    void live.read();
  }
  if (state.movedTo) {
    void forget().then(() => leaveTo(`/sessions/${state.movedTo}`));
    return;
  }
  if (state.state === 'SUBMITTED' || state.state === 'FINALISED') {
    if (!submitting) {
      void over();
    }
    return;
  }
  for (const [number, parts] of sync.catchUp(state.answers)) {
    sheet?.write(number, parts);
    showAnswered();
  }
  if (state.deadline || state.pausedAt) {
    const before = timer?.secondsLeft() ?? Infinity;
    const knownBefore = running && Number.isFinite(before);
    time = { deadline: state.deadline, pausedAt: state.pausedAt ?? null, remainingSeconds: state.remainingSeconds ?? null };
    followTime(state, knownBefore ? before : null);
    if (!running) {
      running = true;
      live.dispatchEvent(new Event('running'));
    }
  }
}

let trusted = !kept;

/** Shows the time and the pause, and says what somebody changed. */
function followTime(state, before = null) {
  const pausedNow = Boolean(time.pausedAt);
  const dialog = role('paused');
  spent.run(!pausedNow && writer.state !== 'elsewhere');
  if (pausedNow) {
    timer?.stand(time.remainingSeconds);
    AudioPlayer.pauseAll();
  } else if (time.deadline) {
    timer?.run(Date.parse(time.deadline), time.remainingSeconds ?? Infinity);
  }
  anchor.note(time, { changed: true });
  const added = state.addedSeconds ?? null;
  const difference = added !== null && addedSeconds !== null ? added - addedSeconds : before === null || !trusted ? 0 : timer.secondsLeft() - before;
  trusted = trusted || !clock.approximate;
  addedSeconds = added ?? (Math.abs(difference) > TIME_CHANGE_SECONDS ? null : addedSeconds);
  if (Math.abs(difference) > TIME_CHANGE_SECONDS) {
    const words = say(difference > 0 ? 'time.added' : 'time.taken', durationText(Math.abs(Math.round(difference)), say));
    showBanner('time-change', state.reason ? `${words} ${say('time.reason', state.reason)}` : words);
  }
  if (dialog.open !== pausedNow && !submitting) {
    if (pausedNow) {
      document.querySelectorAll('dialog[open]').forEach((other) => other.close());
      role('paused-left').textContent = say('pause.left', durationText(Math.round(time.remainingSeconds), say));
      role('paused-reason').textContent = state.reason ? say('time.reason', state.reason) : '';
      dialog.showModal();
    } else {
      dialog.close();
      showBanner('time-change', say('pause.over'));
    }
  }
}

function showBanner(name, text) {
  const banner = role(name);
  banner.hidden = false;
  banner.querySelector('[data-role=banner-text]').textContent = text;
}

function wireTimer() {
  timer?.addEventListener('expired', () => {
    // where the exam goes on is where it is handed in
    if (timerElement.dataset.autoSubmit !== 'false' && writer.state !== 'elsewhere') {
      void handIn('expired');
    }
  });
  timer?.addEventListener('jumped', () => live.wake());
  timer?.addEventListener('tick', () => anchor.note(time));
  timer?.addEventListener('visibility', ({ detail }) => remember(TIMER_HIDDEN, detail.hidden ? 'yes' : 'no'));
  document.addEventListener('resume', () => live.wake());
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      live.wake();
    }
  });
}

function wireSheet() {
  sheet?.addEventListener('answer', ({ detail }) => {
    sync.change(detail.number, detail.parts);
    showAnswered();
    noteOnPage(detail.number);
  });
  sheet?.addEventListener('current', ({ detail }) => {
    nav?.setCurrent(detail.number);
    showWhere(detail.number);
    position.moved({ question: detail.number });
    spent.at(detail.number);
    if (running) {
      position.see([detail.number]);
    }
  });
  sheet?.addEventListener('seen', ({ detail }) => position.see(detail.numbers));
  sheet?.addEventListener('flag', ({ detail }) => flag(detail.number));
  sheet?.addEventListener('show-page', ({ detail }) => {
    const page = notes.get('pages')?.[detail.number];
    if (page) {
      showView('both', 'booklet');
      viewer?.goTo(page);
    }
  });
  position.addEventListener('change', showProgress);
  sheet?.addEventListener('decision', ({ detail }) => {
    const parts = sync.resolve(detail.number, detail.keepMine);
    if (parts) {
      sheet.write(detail.number, parts);
      showAnswered();
    }
  });
  sync.addEventListener('conflict', ({ detail }) => sheet?.showConflict(detail.number, detail.mine, detail.theirs));
  sync.addEventListener('rejected', ({ detail }) =>
    sheet?.showRejected(detail.number, detail.status === 413 ? say('save.too-large') : say('save.rejected', detail.detail)),
  );
  nav?.addEventListener('jump', ({ detail }) => sheet?.goTo(detail.number, { focus: true }));
  role('previous-question')?.addEventListener('click', () => step(-1));
  role('next-question')?.addEventListener('click', () => step(1));
}

/** The page that a student has before them while answering is where the question stands. */
function noteOnPage(number) {
  if (viewer && viewer.pages > 0) {
    const pages = { ...notes.get('pages'), [number]: viewer.page };
    void notes.put('pages', pages);
    sheet.setPage(number, viewer.page);
  }
}

function flag(number) {
  if (writer.state === 'elsewhere') {
    return;
  }
  sheet?.setFlag(number, position.toggleFlag(number));
}

function step(by) {
  if (!sheet) {
    return;
  }
  const target = (sheet.current ?? 1) + by;
  if (target > sheet.total) {
    showReview();
  } else if (target >= 1) {
    sheet.goTo(target);
  }
}

function showWhere(number) {
  role('previous-question').setAttribute('aria-disabled', String(number <= 1));
  role('next-question').querySelector('[data-role=next-text]').textContent =
    number >= sheet.total ? say('step.review') : say('step.next');
  role('where').textContent = say('step.where', number, sheet.total);
}

function showAnswered() {
  const answered = sync.answeredNumbers();
  nav?.show({ answered });
  role('answered').textContent = String(answered.size);
}

function showProgress() {
  nav?.show({ seen: position.seen, flagged: position.flagged });
}

function wireViewer() {
  viewer?.addEventListener('page', ({ detail }) => position.moved({ page: detail.page }));
  viewer?.addEventListener('view', ({ detail }) => void notes.put('booklet', detail));
  viewer?.addEventListener('wide', () => {
    const body = find('#main');
    const wide = body.dataset.wide !== 'true';
    body.dataset.wide = String(wide);
    viewerElement.querySelector('[data-action=wide]')?.setAttribute('aria-pressed', String(wide));
  });
}

/** On narrow screens the student chooses what is seen: booklet, answers, or both. */
function wireViews() {
  for (const button of document.querySelectorAll('[data-view-choice]')) {
    button.addEventListener('click', () => showView(button.dataset.viewChoice));
  }
}

/** Shows a view, unless the one that is shown will do as well. */
function showView(view, orElse = view) {
  const body = find('#main');
  if (body.dataset.view !== orElse) {
    body.dataset.view = view;
    document.querySelectorAll('[data-view-choice]').forEach((other) => other.setAttribute('aria-pressed', String(other.dataset.viewChoice === view)));
  }
}

/** The newest page writes. The others can be read, say so, and keep what they could not send. */
function wireWriter() {
  sync.writer = writer.number;
  sync.hold();
  sync.addEventListener('elsewhere', ({ detail }) => writer.heard(detail.writer));
  writer.addEventListener('elsewhere', goOnElsewhere);
  writer.addEventListener('trouble', showBadge);
  role('continue-here').addEventListener('click', () => void continueHere());
  void writer.claim().then((here) => here && sync.release(writer.number));
}

function goOnElsewhere() {
  if (leaving) {
    return;
  }
  // also what waits is sent: the server puts it aside for the teacher
  sync.release(writer.number);
  setReadOnly(true);
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog !== role('paused') && dialog.close());
  role('elsewhere-since').textContent = say('elsewhere.since', timeOfDay(new Date(), config.language));
  role('elsewhere').hidden = false;
  showBadge();
}

async function continueHere() {
  const button = role('continue-here');
  button.setAttribute('aria-disabled', 'true');
  role('elsewhere-failed').hidden = true;
  sync.hold();
  // not by live: an answer that is on its way to it may be older than what the other page saved last
  const answer = (await writer.claim({ takeOver: true })) ? await api.read() : null;
  button.removeAttribute('aria-disabled');
  if (leaving) {
    return;
  }
  if (!answer?.ok || writer.state !== 'here') {
    sync.release(writer.number);
    role('elsewhere-failed').hidden = false;
    return;
  }
  sync.offerAgain(answer.body.answers);
  takeState(answer);
  sync.release(writer.number);
  role('elsewhere').hidden = true;
  setReadOnly(false);
  showBadge();
  find('#main').focus({ preventScroll: true });
}

function setReadOnly(readOnly) {
  sheet?.setReadOnly(readOnly);
  position.rest(readOnly);
  spent.run(!readOnly && running && !time.pausedAt);
  role('submit').disabled = readOnly;
  document.documentElement.dataset.writer = readOnly ? 'elsewhere' : 'here';
  for (const element of document.querySelectorAll('[data-component=audio_player], [data-role=level]')) {
    element.inert = readOnly;
  }
  if (readOnly) {
    AudioPlayer.pauseAll();
  }
}

const SAY_UNSENT_MS = 5000;

/** Who watches the exam hears soon that answers cannot be sent, and that they were; the rest goes with other calls. */
function sayUnsent() {
  const before = api.unsent;
  api.unsent = sync.overdue();
  if (before > 0 !== api.unsent > 0 && running && !leaving) {
    void live.read();
  }
}

function wireSaving() {
  setInterval(sayUnsent, SAY_UNSENT_MS);
  sync.addEventListener('change', showBadge);
  sync.addEventListener('over', () => {
    if (!submitting) {
      void over();
    }
  });
  sync.addEventListener('lost', () => {
    role('lost').hidden = false;
  });
  addEventListener('online', () => {
    showBadge();
    sync.hurry();
    position.hurry();
    void plays.reconcile();
  });
  addEventListener('offline', showBadge);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      lastWords();
    } else {
      sync.hurry();
    }
  });
  addEventListener('pagehide', lastWords);
  addEventListener('beforeunload', (event) => {
    if (!leaving && sync.status().waiting > 0) {
      lastWords();
      if (!store.durable) {
        event.preventDefault();
      }
    }
  });
}

function lastWords() {
  if (!leaving) {
    store.keepNow();
    sync.sendLastWords();
    position.sendLastWords();
    AudioPlayer.sendLastWords();
  }
}

function showBadge() {
  const status = sync.status();
  const badge = role('save-badge');
  const aside = sync.aside();
  role('elsewhere-aside').textContent = aside === 0 ? '' : say(aside === 1 ? 'elsewhere.one-aside' : 'elsewhere.aside', aside);
  const text = writer.state === 'elsewhere'
    ? say('elsewhere.badge')
    : status.state === 'saved'
      ? say('save.saved', timeOfDay(new Date(status.savedAt), config.language))
      : status.state === 'idle'
        ? say('save.idle')
        : status.durable
          ? say('save.device')
          : say('save.waiting');
  if (role('save-text').textContent !== text) {
    role('save-text').textContent = text;
  }
  const failing = status.failing || writer.failing;
  const troubled = status.waiting > 0 && (failing || !navigator.onLine);
  badge.dataset.state = troubled || writer.state === 'elsewhere' ? 'trouble' : status.state;
  badge.title = status.waiting > 0 ? say('save.waiting-count', status.waiting) : '';
  role('offline').hidden = navigator.onLine && !failing;
}

function wireSubmission() {
  role('submit').addEventListener('click', showReview);
  review.addEventListener('jump', ({ detail }) => sheet?.goTo(detail.number, { focus: true }));
  review.addEventListener('submit', () => void handIn('asked'));
}

function showReview() {
  review.show({ unanswered: nav?.unanswered() ?? [], flagged: nav?.flagged() ?? [], online: navigator.onLine && !sync.status().failing });
}

async function handIn(reason) {
  if (submitting) {
    return;
  }
  submitting = true;
  spent.run(false);
  position.sendLastWords();
  position.stop();
  AudioPlayer.pauseAll();
  sheet?.lock();
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  const dialog = role('handing-in');
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  role('handing-in-title').textContent = say(reason === 'expired' ? 'submit.expired' : 'submit.title');
  dialog.showModal();
  const { target, receipt, elsewhere } = await submitSession({
    api,
    sync,
    notes,
    reason,
    sessionId: session.id,
    onProgress: (state) => {
      role('handing-in-state').textContent = say(`submit.${state}`);
      dialog.dataset.state = state;
    },
  });
  if (elsewhere) {
    submitting = false;
    dialog.close();
    sheet?.unlock();
    position.restart();
    // says so on the page, and that one can go on here
    void live.read();
    return;
  }
  timer?.stop();
  if (receipt) {
    await forget();
  }
  leaveTo(target);
}

/** The session ended elsewhere: by the server's clock, in another tab, by a teacher. */
async function over() {
  submitting = true;
  sheet?.lock();
  timer?.stop();
  AudioPlayer.pauseAll();
  const settled = sync.settled().then(() => true);
  const allSent = await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 5000, false))]);
  sync.stop();
  if (allSent) {
    await forget();
  }
  leaveTo(`/sessions/${session.id}`);
}

/** The server has everything: nothing of the session stays on this device. */
async function forget() {
  live.stop();
  position.stop();
  spent.stop();
  await Promise.all([store.clear(), notes.clear(), offline.remove()]);
}

function leaveTo(target) {
  leaving = true;
  live.stop();
  location.replace(target);
}

function wireDialogs() {
  role('help-open').addEventListener('click', () => role('help').showModal());
  role('device-open').addEventListener('click', () => void showResumeCode());
  role('device-close').addEventListener('click', () => role('device').close());
  role('help-close').addEventListener('click', () => role('help').close());
  const paused = role('paused');
  paused.addEventListener('cancel', (event) => event.preventDefault());
  paused.addEventListener('close', () => {
    if (time.pausedAt && !submitting && !leaving) {
      paused.showModal();
    }
  });
  role('time-change').querySelector('button').addEventListener('click', () => {
    role('time-change').hidden = true;
  });
  new DisplaySettings(role('display'), role('display-open'));
}

/** It is used up by using it, so it is asked for each time. */
async function showResumeCode() {
  role('device-code').textContent = '';
  role('device-state').textContent = say('device.loading');
  role('device').showModal();
  const answer = await api.resumeCode();
  role('device-code').textContent = answer.ok ? answer.body.code : '';
  role('device-state').textContent = answer.ok ? '' : say('device.failed');
}

function wireLevelChange() {
  const element = role('level');
  if (element && session.levelChange) {
    const change = new LevelChange(element, { api, say, before: () => sync.settled() });
    change.addEventListener('moved', async ({ detail }) => {
      submitting = true;
      await forget();
      leaveTo(detail.url);
    });
  }
}

function wireKeys() {
  const box = role('single-keys');
  box.checked = remembered(SINGLE_KEYS) !== 'off';
  box.addEventListener('change', () => remember(SINGLE_KEYS, box.checked ? 'on' : 'off'));
  listenForKeys({
    singleKeys: () => box.checked,
    actions: {
      previousQuestion: () => step(-1),
      nextQuestion: () => step(1),
      question: (number) => sheet?.goTo(number, { focus: true }),
      previousPage: () => viewer?.previous(),
      nextPage: () => viewer?.next(),
      firstPage: () => viewer?.first(),
      lastPage: () => viewer?.last(),
      zoomIn: () => viewer?.zoomIn(),
      zoomOut: () => viewer?.zoomOut(),
      flag: () => sheet?.current && flag(sheet.current),
    },
  });
}
