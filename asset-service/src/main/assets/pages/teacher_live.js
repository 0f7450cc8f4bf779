import '../base/report-errors.js';
import { follow } from '../base/board-stream.js';
import { readJson } from '../base/page-data.js';
import { words } from '../base/words.js';
import { clockText } from '../base/time-text.js';
import { LiveSessions } from '../components/live-sessions.js';
import { WindowList } from '../components/window-list.js';

const STALE_MS = 5000;
const AT_ONCE = 200;
const MOST_MINUTES = 180;
const NEWS_MS = 4000;
const TONES = { CONNECTION_LOST: 'danger', UNSENT_ANSWERS: 'danger', PAUSED: 'info', LITTLE_TIME: 'info', LOADING: 'warning', PLAYS_OVER: 'warning', NO_SAVE: 'warning' };

const config = readJson('live-config');
const say = words(config.words);
const role = (name) => document.querySelector(`[data-role="${name}"]`);
const sessions = new LiveSessions();
const selected = new Set();
let lastChange = null;
let boxShown = false;

document.querySelectorAll('[data-scripted]').forEach((element) => (element.hidden = false));
role('show').hidden = true;

/* ---- the list ---- */
const box = document.createElement('div');
box.className = 'live-list';
box.setAttribute('role', 'grid');
box.setAttribute('aria-multiselectable', 'true');
box.setAttribute('aria-labelledby', 'found');
box.append(headings());
const list = new WindowList(box, { make: makeRow, fill });
const empty = document.getElementById('live-empty').content.cloneNode(true).firstElementChild;
list.addEventListener('toggle', ({ detail }) => toggle(detail.id));
list.addEventListener('open', ({ detail }) => location.assign(`/teacher/sessions/${detail.id}`));
list.addEventListener('all', selectAll);

function headings() {
  const head = document.createElement('div');
  head.className = 'live-row live-head';
  head.setAttribute('role', 'row');
  head.setAttribute('aria-rowindex', '1');
  const choose = document.createElement('span');
  choose.className = 'visually-hidden';
  choose.textContent = say('choose');
  head.append(cell('columnheader'));
  head.firstChild.append(choose);
  for (const heading of document.getElementById('live-columns').content.children) {
    head.append(cell('columnheader', heading.textContent));
  }
  return head;
}

function cell(kind, text = '') {
  const element = document.createElement('div');
  element.setAttribute('role', kind);
  element.textContent = text;
  return element;
}

function makeRow() {
  const row = document.createElement('div');
  row.className = 'live-row';
  row.setAttribute('role', 'row');
  const labels = [...document.getElementById('live-columns').content.children].map((heading) => heading.textContent);
  const check = document.createElement('input');
  check.type = 'checkbox';
  check.tabIndex = -1;
  check.addEventListener('change', () => toggle(row.dataset.id, check.checked));
  const box = cell('gridcell');
  box.append(check);
  const who = cell('rowheader');
  const link = document.createElement('a');
  link.tabIndex = -1;
  const sub = document.createElement('span');
  sub.className = 'table-sub';
  who.append(link, sub);
  row.append(box, who);
  labels.slice(1).forEach((label) => {
    const one = cell('gridcell');
    one.dataset.label = label;
    row.append(one);
  });
  row.addEventListener('click', ({ target }) => {
    if (!target.closest('a, input')) {
      toggle(row.dataset.id);
    }
  });
  return row;
}

function fill(row, id) {
  const session = sessions.get(id);
  if (!session) {
    return;
  }
  const [check, who, incidents, answered, saved, unsent, connection, plays, left] = row.children;
  const now = serverNow();
  const chosen = selected.has(id);
  check.firstChild.checked = chosen;
  attribute(check.firstChild, 'aria-label', say('select', session.student));
  attribute(row, 'aria-selected', String(chosen));
  text(who.firstChild, session.student);
  attribute(who.firstChild, 'href', `/teacher/sessions/${id}`);
  text(who.lastChild, [say('grade', session.grade), session.level, session.school].filter(Boolean).join(' · '));
  badges(incidents, session);
  text(answered, `${session.answered} / ${session.questions}`);
  text(saved, session.lastSavedAt ? say('saved.ago', lasted(now - Date.parse(session.lastSavedAt))) : say('saved.never'));
  text(unsent, session.unsent === null ? say('unsent.unknown') : session.unsent === 0 ? say('unsent.none') : say('unsent.some', session.unsent));
  text(connection, connectionText(session, now));
  text(plays, session.playsOver > 0 ? say('plays.over', session.plays, session.playsOver) : String(session.plays));
  text(left, leftText(session, now));
}

function badges(element, session) {
  const key = session.incidents.join() || session.state;
  if (element.dataset.key !== key) {
    element.dataset.key = key;
    const all = session.incidents.length > 0 ? session.incidents.map((incident) => badge(say(`incident.${incident}`), TONES[incident])) : [badge(say(`state.${session.state}`), 'plain')];
    element.replaceChildren(...all);
  }
}

function badge(words, tone) {
  const element = document.createElement('span');
  element.className = `badge badge-${tone}`;
  element.textContent = words;
  return element;
}

function connectionText(session, now) {
  if (session.incidents.includes('CONNECTION_LOST')) {
    return session.heardAt ? say('connection.lost', lasted(now - Date.parse(session.heardAt))) : say('connection.none');
  }
  return session.streams ? say('connection.open') : session.heardAt ? say('connection.polls', lasted(now - Date.parse(session.heardAt))) : say('connection.none');
}

function leftText(session, now) {
  if (!session.deadline) {
    return '–';
  }
  const left = (Date.parse(session.deadline) - (session.pausedAt ? Date.parse(session.pausedAt) : now)) / 1000;
  return session.pausedAt ? say('left.paused', clockText(left)) : left <= 0 ? say('left.over') : clockText(left);
}

function lasted(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? say('time.seconds', seconds) : seconds < 5400 ? say('time.minutes', Math.round(seconds / 60)) : say('time.hours', Math.round(seconds / 3600));
}

function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/* ---- what the server says ---- */
function serverNow() {
  return lastChange ? lastChange.at + performance.now() - lastChange.received : Date.parse(config.serverNow);
}

function take(change) {
  lastChange = { at: Date.parse(change.at), received: performance.now() };
  document.documentElement.dataset.at = change.at;
  if (change.exams) {
    showExams(change.exams);
  }
  announce(sessions.take(change));
  change.gone.forEach((id) => selected.delete(id));
  show();
  document.documentElement.dataset.ready = 'true';
}

function show() {
  const ids = sessions.ids();
  text(role('found'), say('found', ids.length));
  const totals = sessions.totals();
  const parts = [
    [totals.withIncidents, say('with-incidents')],
    [totals.underWay, say('under-way')],
    [totals.waiting, say('waiting')],
  ];
  const stats = role('stats');
  stats.hidden = false;
  if (stats.children.length === 0) {
    parts.forEach(() => {
      const stat = document.createElement('div');
      stat.className = 'stat';
      stat.append(document.createElement('span'), document.createElement('span'));
      stat.firstChild.className = 'stat-value';
      stat.lastChild.className = 'stat-label';
      stats.append(stat);
    });
  }
  parts.forEach(([number, label], index) => {
    text(stats.children[index].firstChild, String(number));
    text(stats.children[index].lastChild, label);
  });
  const nobody = ids.length === 0;
  if (nobody || !boxShown) {
    role('rows').replaceChildren(nobody ? empty : box);
    boxShown = !nobody;
  }
  list.show(ids);
  showSelection();
}

function showExams(exams) {
  const select = document.getElementById('exam');
  const wanted = select.value;
  const all = Object.entries(exams);
  if (wanted && !exams[wanted]) {
    all.push([wanted, select.selectedOptions[0]?.textContent ?? wanted]);
  }
  select.replaceChildren(select.options[0], ...all.map(([id, name]) => new Option(name, id)));
  select.value = wanted;
}

let quietUntil = 0;
function announce(news) {
  const urgent = news.filter(([, incident]) => incident !== 'LITTLE_TIME');
  if (urgent.length > 0 && performance.now() > quietUntil) {
    quietUntil = performance.now() + NEWS_MS;
    const [session, incident] = urgent[0];
    role('news').textContent = say('news', session.student, say(`incident.${incident}`)) + (urgent.length > 1 ? ` +${urgent.length - 1}` : '');
  }
}

function tick() {
  const element = role('freshness');
  const old = lastChange ? performance.now() - lastChange.received : Infinity;
  const stale = old > STALE_MS;
  element.classList.toggle('live-stale', stale && lastChange !== null);
  text(element, lastChange === null ? say('connecting') : stale ? say('stale', lasted(old)) : say('fresh', Math.round(old / 1000)));
  list.refresh();
}
setInterval(tick, 1000);
tick();

/* ---- choosing ---- */
let working = false;
showSelection();
sessions.filter({ exam: config.exam });
document.getElementById('exam').addEventListener('change', ({ target }) => {
  sessions.filter({ exam: target.value });
  history.replaceState(null, '', target.value ? `?exam=${target.value}` : location.pathname);
  show();
});
document.getElementById('search').addEventListener('input', ({ target }) => {
  sessions.filter({ text: target.value });
  show();
});
role('only-incidents').addEventListener('change', ({ target }) => {
  sessions.filter({ onlyIncidents: target.checked });
  show();
});
role('keep-order').addEventListener('change', ({ target }) => {
  sessions.keepOrder = target.checked;
  sessions.filter({});
  show();
});
role('filter').addEventListener('submit', (event) => event.preventDefault());

function toggle(id, wanted = !selected.has(id)) {
  selected[wanted ? 'add' : 'delete'](id);
  list.refresh();
  showSelection();
}

function selectAll() {
  const ids = sessions.ids();
  const all = ids.every((id) => selected.has(id));
  ids.forEach((id) => selected[all ? 'delete' : 'add'](id));
  list.refresh();
  showSelection();
}
document.querySelector('[data-action=all]').addEventListener('click', selectAll);

function showSelection() {
  text(role('selected'), say('selected', selected.size));
  role('panel').toggleAttribute('data-idle', selected.size === 0 && !working);
  role('change').querySelector('[type=submit]').disabled = selected.size === 0 || working;
}

/* ---- changing clocks ---- */
const kind = document.getElementById('kind');
const showMinutes = () => (role('minutes').hidden = kind.value !== 'EXTRA_TIME');
kind.addEventListener('change', showMinutes);
showMinutes();

role('change').addEventListener('submit', async (event) => {
  event.preventDefault();
  const reason = document.getElementById('reason');
  const minutes = document.getElementById('minutes');
  const extra = kind.value === 'EXTRA_TIME';
  const problem = !reason.value.trim() ? [reason, 'problem.reason'] : extra && !canBeGiven(Number(minutes.value)) ? [minutes, 'problem.minutes'] : null;
  [reason, minutes].forEach((field) => field.toggleAttribute('aria-invalid', false));
  role('error').hidden = !problem;
  if (problem) {
    role('error').textContent = say(problem[1]);
    problem[0].setAttribute('aria-invalid', 'true');
    problem[0].focus();
    return;
  }
  if (kind.value === 'END' && !(await confirmed(say('confirm.END', selected.size)))) {
    return;
  }
  const failed = await change({ kind: kind.value, reason: reason.value.trim(), ...(extra && { seconds: Number(minutes.value) * 60 }) });
  if (failed === 0) {
    reason.value = '';
  }
});

function canBeGiven(minutes) {
  return Number.isInteger(minutes) && minutes !== 0 && Math.abs(minutes) <= MOST_MINUTES;
}

function confirmed(question) {
  const dialog = role('confirm');
  role('confirm-text').textContent = question;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

/** @returns {Promise<number>} for how many sessions nothing could be sent, or nothing came back */
async function change(body) {
  const ids = [...selected];
  const outcome = role('outcome');
  const refused = new Map();
  let changed = 0;
  let failed = 0;
  working = true;
  outcome.hidden = false;
  outcome.className = 'notice notice-info';
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    outcome.textContent = say('working', from, ids.length);
    showSelection();
    try {
      const response = await fetch('/api/v1/sessions/live/time-changes', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ sessions: some, ...body }),
        signal: AbortSignal.timeout(20_000),
      });
      const result = await response.json();
      if (!response.ok) {
        throw new Error(result.detail ?? String(response.status));
      }
      changed += result.changed.length;
      result.changed.forEach(({ sessionId }) => selected.delete(sessionId));
      result.refused.forEach(({ sessionId, why }) => refused.set(sessionId, why));
    } catch {
      failed += some.length;
    }
  }
  working = false;
  tell(outcome, changed, refused, failed);
  show();
  return failed;
}

/** Says what became of each that did not change, by name. */
function tell(outcome, changed, refused, failed) {
  outcome.className = `notice notice-${refused.size + failed > 0 ? 'warning' : 'success'}`;
  const summary = document.createElement('p');
  summary.textContent = say('done', changed, refused.size + failed) + (failed > 0 ? ` ${say('failed', failed)}` : '');
  outcome.replaceChildren(summary);
  if (refused.size > 0) {
    const lines = document.createElement('ul');
    lines.className = 'live-refused';
    for (const [id, why] of refused) {
      const line = document.createElement('li');
      line.textContent = `${sessions.get(id)?.student ?? id}: ${say(`refused.${why}`)}`;
      lines.append(line);
    }
    outcome.append(lines);
  }
}

follow('/api/v1/sessions/live/events', 'board', take);
