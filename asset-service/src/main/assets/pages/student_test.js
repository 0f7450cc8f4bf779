import { readJson } from '../base/page-data.js';
import { timeOfDay } from '../base/time-text.js';
import { words } from '../base/words.js';
import { AnswerSheet } from '../components/answer-sheet.js';
import { AudioPlayer } from '../components/audio-player.js';
import { listenForKeys } from '../components/keys.js';
import { PdfViewer } from '../components/pdf-viewer.js';
import { QuestionNav } from '../components/question-nav.js';
import { Timer } from '../components/timer.js';
import { AnswerStore } from '../session/answer-store.js';
import { AnswerSync } from '../session/answer-sync.js';
import { SessionApi, worthRetrying } from '../session/api.js';
import { backoff } from '../session/backoff.js';
import { PositionSync } from '../session/position.js';
import { ServerClock } from '../session/server-clock.js';
import { submitSession } from '../session/submission.js';

const RESYNC_MS = 60_000;
const SINGLE_KEYS = 'examhall.single-keys';

const config = readJson('page-config');
const session = readJson('session-data');
const say = words(config.words);
const narrow = matchMedia('(max-width: 64rem)');
const find = (selector) => document.querySelector(selector);
const role = (name) => find(`[data-role=${name}]`);

const api = new SessionApi(session.id);
const clock = new ServerClock();
const store = await AnswerStore.open(session.id);
const sync = new AnswerSync({ api, store });
const position = new PositionSync(api, session.position);
let submitting = false;
let leaving = false;

syncClockWithNavigation();

const sheetElement = find('[data-component=answer_sheet]');
const sheet = sheetElement && new AnswerSheet(sheetElement, { say, conflictTemplate: find('#conflict-template') });
const navElement = find('[data-component=question_nav]');
const nav = navElement && new QuestionNav(navElement, { say, narrow });
const timerElement = find('[data-component=timer]');
const timer = timerElement && new Timer(timerElement, { clock, say });
const viewerElement = find('[data-component=pdf_viewer]');
const viewer =
  viewerElement &&
  new PdfViewer(viewerElement, { resources: config.resources, say, initialPage: session.position.page });
const players = [...document.querySelectorAll('[data-component=audio_player]')].map((element) => new AudioPlayer(element));

wireSheet();
wireViewer();
wireTimer();
wireSaving();
wireSubmission();
wireViews();
wireKeys();

sync.restore(session.answers, await store.all());
for (const [number, parts] of sync.answers()) {
  sheet?.write(number, parts);
}
showAnswered();
showBadge();
sheet?.goTo(session.position.question, { smooth: false });

if (session.deadline) {
  timer?.run(Date.parse(session.deadline));
}
void viewer?.load();
if (session.state === 'STARTED') {
  await prepare();
}
document.documentElement.dataset.ready = 'true';

/** The page's own request is the first measurement of the server's clock. */
function syncClockWithNavigation() {
  const [navigation] = performance.getEntriesByType('navigation');
  const sent = navigation?.requestStart ?? 0;
  const received = navigation?.responseStart || performance.now();
  clock.sync(Date.parse(session.serverNow), sent, received);
}

/** The clock starts when booklet and tracks are there, and the student sees that they are. */
async function prepare() {
  const overlay = role('preparing');
  const steps = [
    ['prepare-booklet', viewer ? new Promise((resolve) => viewer.addEventListener('ready', resolve, { once: true })) : Promise.resolve()],
    ['prepare-tracks', Promise.all(players.map((player) => player.ready))],
  ];
  const failed = role('prepare-failed');
  viewer?.addEventListener('failed', () => {
    failed.hidden = false;
    failed.querySelector('button').focus();
  });
  failed.querySelector('button').addEventListener('click', () => {
    failed.hidden = true;
    void viewer?.load();
  });
  await Promise.all(
    steps.map(async ([name, done]) => {
      await done;
      role(name).dataset.done = 'true';
    }),
  );
  for (let failures = 0; ; ) {
    const answer = await api.contentReady();
    if (answer.ok) {
      takeState(answer);
      break;
    }
    if (!worthRetrying(answer)) {
      leaveTo(`/sessions/${session.id}`);
      return;
    }
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, backoff(failures, answer.retryAfterMs)));
  }
  overlay.remove();
  for (const element of document.querySelectorAll('[data-waits]')) {
    element.inert = false;
  }
  find('#main').focus({ preventScroll: true });
}

function takeState(answer) {
  const state = answer.body;
  clock.sync(Date.parse(state.serverNow), answer.sent, answer.received);
  if (state.state === 'SUBMITTED' || state.state === 'FINALISED') {
    if (!submitting) {
      void over();
    }
  } else if (state.deadline) {
    timer?.run(Date.parse(state.deadline));
  }
}

async function resync() {
  const answer = await api.read();
  if (answer.ok) {
    takeState(answer);
  }
}

function wireTimer() {
  timer?.addEventListener('expired', () => {
    if (timerElement.dataset.autoSubmit !== 'false') {
      void handIn('expired');
    }
  });
  timer?.addEventListener('jumped', () => void resync());
  setInterval(() => {
    if (!document.hidden && !submitting) {
      void resync();
    }
  }, RESYNC_MS);
  addEventListener('online', () => void resync());
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      void resync();
    }
  });
}

function wireSheet() {
  sheet?.addEventListener('answer', ({ detail }) => {
    sync.change(detail.number, detail.parts);
    showAnswered();
  });
  sheet?.addEventListener('current', ({ detail }) => {
    nav?.setCurrent(detail.number);
    showWhere(detail.number);
    position.moved({ question: detail.number });
  });
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

function step(by) {
  if (!sheet) {
    return;
  }
  const target = (sheet.current ?? 1) + by;
  if (target > sheet.total) {
    review();
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
  nav?.setAnswered(answered);
  role('answered').textContent = String(answered.size);
}

function wireViewer() {
  viewer?.addEventListener('page', ({ detail }) => position.moved({ page: detail.page }));
  viewer?.addEventListener('wide', () => {
    const body = find('#main');
    const wide = body.dataset.wide !== 'true';
    body.dataset.wide = String(wide);
    viewerElement.querySelector('[data-action=wide]')?.setAttribute('aria-pressed', String(wide));
  });
}

/** On narrow screens the student chooses what is seen: booklet, answers, or both. */
function wireViews() {
  const buttons = [...document.querySelectorAll('[data-view-choice]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      find('#main').dataset.view = button.dataset.viewChoice;
      buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
    });
  }
}

function wireSaving() {
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
  });
  addEventListener('offline', showBadge);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      lastWords();
    } else {
      void resync();
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
    sync.sendLastWords();
    position.sendLastWords();
  }
}

function showBadge() {
  const status = sync.status();
  const badge = role('save-badge');
  const text =
    status.state === 'saved'
      ? say('save.saved', timeOfDay(new Date(status.savedAt), config.language))
      : status.state === 'idle'
        ? say('save.idle')
        : status.durable
          ? say('save.device')
          : say('save.waiting');
  if (role('save-text').textContent !== text) {
    role('save-text').textContent = text;
  }
  const troubled = status.waiting > 0 && (status.failing || !navigator.onLine);
  badge.dataset.state = troubled ? 'trouble' : status.state;
  badge.title = status.waiting > 0 ? say('save.waiting-count', status.waiting) : '';
  role('offline').hidden = navigator.onLine && !status.failing;
}

function wireSubmission() {
  role('submit').addEventListener('click', review);
  const dialog = role('review');
  dialog.addEventListener('click', (event) => {
    const link = event.target.closest('[data-question]');
    if (link) {
      dialog.close();
      sheet?.goTo(Number(link.dataset.question), { focus: true });
    }
  });
  role('review-back').addEventListener('click', () => dialog.close());
  role('review-submit').addEventListener('click', () => {
    dialog.close();
    void handIn('asked');
  });
}

function review() {
  const unanswered = nav?.unanswered() ?? [];
  role('review-complete').hidden = unanswered.length > 0;
  role('review-unanswered').hidden = unanswered.length === 0;
  role('review-count').textContent = unanswered.length === 1 ? say('review.one-unanswered') : say('review.unanswered', unanswered.length);
  role('review-list').replaceChildren(
    ...unanswered.map((number) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button button-small';
      button.dataset.question = String(number);
      button.setAttribute('aria-label', say('review.go', number));
      button.textContent = String(number);
      item.append(button);
      return item;
    }),
  );
  role('review').showModal();
}

async function handIn(reason) {
  if (submitting) {
    return;
  }
  submitting = true;
  position.stop();
  AudioPlayer.pauseAll();
  sheet?.lock();
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  const dialog = role('handing-in');
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  role('handing-in-title').textContent = say(reason === 'expired' ? 'submit.expired' : 'submit.title');
  dialog.showModal();
  const target = await submitSession({
    api,
    sync,
    store,
    sessionId: session.id,
    onProgress: (state) => {
      role('handing-in-state').textContent = say(`submit.${state}`);
      dialog.dataset.state = state;
    },
  });
  timer?.stop();
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
    await store.clear();
  }
  leaveTo(`/sessions/${session.id}`);
}

function leaveTo(target) {
  leaving = true;
  location.replace(target);
}

function wireKeys() {
  const dialog = role('help');
  role('help-open').addEventListener('click', () => dialog.showModal());
  role('help-close').addEventListener('click', () => dialog.close());
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
    },
  });
}

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a private window: the choice lasts as long as the page
  }
}
