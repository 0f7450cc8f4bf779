import '../base/report-errors.js';
import { readJson } from '../base/page-data.js';
import { words } from '../base/words.js';
import { AnswerSheet } from '../components/answer-sheet.js';
import { AudioPlayer } from '../components/audio-player.js';
import { KeyBeside } from '../components/key-beside.js';
import { KeyGrid, pressTwice } from '../components/key-grid.js';
import { PdfViewer } from '../components/pdf-viewer.js';

const config = readJson('page-config');
const say = words(config.words);
const role = (name) => document.querySelector(`[data-role=${name}]`);
const part = document.querySelector('.exam-panes').dataset.part;

for (const element of document.querySelectorAll('[data-component=audio_player]')) {
  new AudioPlayer(element, { say });
}
if (part === 'key') {
  wireKey();
} else if (part === 'sheet') {
  wireSheet();
}
const viewerElement = document.querySelector('[data-component=pdf_viewer]');
if (viewerElement) {
  const viewer = new PdfViewer(viewerElement, { resources: config.resources, say });
  viewer.addEventListener('wide', () => {
    const panes = document.querySelector('.exam-panes');
    panes.dataset.wide = String(panes.dataset.wide !== 'true');
  });
  void viewer.load();
}
wireUploads();
document.documentElement.dataset.ready = 'true';

function wireKey() {
  const form = role('key-form');
  const state = role('key-state');
  const button = role('save');
  const questionCount = new Set([...form.querySelectorAll('tr[data-number]')].map((row) => row.dataset.number)).size;
  const grid = new KeyGrid(form, { questionCount, options: config.options });
  let saving = false;
  const showState = (key) => {
    const text = say(key, grid.answered().size, questionCount);
    if (state.textContent !== text) {
      state.textContent = text;
    }
    state.dataset.state = key;
  };
  grid.addEventListener('change', ({ detail }) => {
    if (!saving) {
      showState(detail.dirty ? 'key.unsaved' : 'key.progress');
    }
  });
  addEventListener('beforeunload', (event) => {
    if (grid.dirty) {
      event.preventDefault();
    }
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void save();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      void save();
    }
  });

  async function save() {
    if (saving) {
      return;
    }
    saving = true;
    button.setAttribute('aria-disabled', 'true');
    showState('key.saving');
    showProblems(role('key-problems'), '', []);
    try {
      const response = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(20_000) });
      const body = await response.json();
      if (response.ok) {
        grid.saved();
        showState('key.saved');
        role('key-badge').textContent = say('key.badge', questionCount - body.withoutKey, questionCount);
        role('key-badge').classList.toggle('badge-warning', body.withoutKey > 0);
        role('done')?.remove();
      } else if (body.problems) {
        showState('key.unsaved');
        grid.showProblems(body.problems);
        const rows = [...form.querySelectorAll('[data-role=key-rows] tr')];
        showProblems(
          role('key-problems'),
          say('key.refused', body.problems.length),
          body.problems.map(({ row, message }) => say('key.question', rows[row - 1]?.dataset.number ?? row, message)),
        );
      } else {
        throw new Error(body.title);
      }
    } catch {
      showState('key.failed');
    } finally {
      saving = false;
      button.removeAttribute('aria-disabled');
    }
  }

  // what a spreadsheet has on the clipboard, wherever in the grid it is pasted
  form.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (/[\n\t]/.test(text.trim())) {
      event.preventDefault();
      void take(text, true, role('key-problems'));
    }
  });
  const importBox = role('key-import');
  const importForm = role('import-form');
  const open = form.querySelector('[data-action=import]');
  open.hidden = false;
  open.addEventListener('click', () => {
    importBox.open = true;
    importBox.scrollIntoView({ block: 'center' });
    importForm.elements.text.focus();
  });
  importForm.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [file] = importForm.elements.file.files;
    const text = file ? decoded(await file.arrayBuffer()) : importForm.elements.text.value;
    if (await take(text, false, role('import-problems'))) {
      importBox.open = false;
      importForm.reset();
      form.scrollIntoView({ block: 'nearest' });
    }
  });

  async function take(text, clipboard, place) {
    showProblems(place, '', []);
    try {
      const response = await fetch(`/api/v1/exams/${config.exam}/answer-key/readings?clipboard=${clipboard}`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain;charset=utf-8', Accept: 'application/json' },
        body: text,
        signal: AbortSignal.timeout(20_000),
      });
      const body = await response.json();
      if (!response.ok) {
        throw new Error(body.title);
      }
      if (body.problems.length > 0) {
        showProblems(place, say('key.refused-import', body.problems.length), body.problems.map(({ row, message }) => say('key.row', row, message)));
        place.focus();
        return false;
      }
      if (body.questions.length === 0) {
        showProblems(place, say('key.import-empty'), []);
        return false;
      }
      grid.take(body.questions);
      state.textContent = say('key.imported', body.questions.length);
      state.dataset.state = 'key.unsaved';
      return true;
    } catch {
      showState('key.failed');
      return false;
    }
  }

  const clear = form.querySelector('[data-action=clear]');
  clear.hidden = false;
  pressTwice(clear, { ask: say('key.clear-go'), then: () => grid.clear() });
  // straight to where the work is, unless there is a notice to read or the page is a small one
  const empty = [...form.querySelectorAll('tr[data-part="0"]')].find((row) => row.querySelector('[name=answer]').value === '' && row.querySelector('[name=type]').value !== 'LONG');
  if (empty && matchMedia('(min-width: 64rem)').matches && !document.querySelector('.is-wrong')) {
    empty.querySelector('[name=answer]').focus({ preventScroll: true });
  }
}

/** Spreadsheets write UTF-8, or what Korean Windows always wrote. */
function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

function showProblems(place, title, lines) {
  place.hidden = title === '';
  const head = document.createElement('strong');
  head.textContent = title;
  const list = document.createElement('ul');
  list.append(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
  place.replaceChildren(head, ...(lines.length > 0 ? [list] : []));
}

function wireSheet() {
  const element = document.querySelector('[data-component=answer_sheet]');
  if (!element) {
    return;
  }
  const sheet = new AnswerSheet(element, { say, conflictTemplate: null });
  const beside = new KeyBeside(element, config.key, say);
  const box = role('show-key');
  box.addEventListener('change', () => beside.show(box.checked));
  beside.show(box.checked);
  const run = document.querySelector('[data-action=trial]');
  const state = role('trial-state');
  run.hidden = false;
  run.addEventListener('click', async () => {
    run.setAttribute('aria-disabled', 'true');
    try {
      const response = await fetch(`/api/v1/exams/${config.exam}/trial-runs`, { method: 'POST', signal: AbortSignal.timeout(20_000) });
      const result = await response.json();
      if (!response.ok) {
        throw new Error(result.title);
      }
      for (const { number, parts, score } of result.questions) {
        sheet.write(number, parts);
        beside.score(number, score);
      }
      state.textContent =
        result.percent === null
          ? say('trial.nothing')
          : say('trial.result', result.earned, result.gradable, result.percent, round(result.possible - result.gradable), result.seed);
    } catch {
      state.textContent = say('trial.failed');
    } finally {
      run.removeAttribute('aria-disabled');
    }
  });
}

function round(points) {
  return Math.round(points * 100) / 100;
}

function wireUploads() {
  for (const form of document.querySelectorAll('[data-role=upload-form]')) {
    form.addEventListener('submit', () => form.querySelector('[type=submit]').setAttribute('aria-disabled', 'true'));
  }
}
