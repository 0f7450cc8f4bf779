import '../base/report-errors.js';
import { readJson } from '../base/page-data.js';
import { uploadForm } from '../base/upload.js';
import { words } from '../base/words.js';
import { drawFirstPage, isPdf } from '../components/booklet-preview.js';
import { acceptDrops, putFiles } from '../components/file-drop.js';
import { TrackList } from '../components/track-list.js';

const MEGABYTE = 1024 * 1024;
const MOST_BYTES = 64 * MEGABYTE;

const config = readJson('page-config');
const say = words(config.words);
const form = document.querySelector('[data-role=exam-form]');
const role = (name) => form.querySelector(`[data-role=${name}]`);
const booklet = form.elements.booklet;
const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

wireName();
wireBooklet();
const tracks = new TrackList({
  list: role('track-list'),
  drop: role('tracks-drop'),
  input: role('tracks-input'),
  map: { box: role('track-map'), bar: role('track-map-bar'), text: role('track-map-text') },
  say,
  questionCount: () => Number(form.elements.questionCount.value) || 200,
});
form.elements.questionCount.addEventListener('input', () => tracks.check());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
form.addEventListener('input', ({ target }) => {
  target.removeAttribute('aria-invalid');
  showError(target.name, '');
});
form.querySelector('[aria-invalid="true"]')?.focus();
document.documentElement.dataset.ready = 'true';

function wireName() {
  const show = () => {
    const preset = form.elements.nameKind.value === 'preset';
    form.dataset.name = preset ? 'preset' : 'own';
    const day = form.elements.presetDate.value.replaceAll('-', '').slice(2);
    const version = form.elements.presetVersion.value;
    role('preset-result').textContent = `[PT]_${form.elements.presetText.value.trim().replace(/\s+/g, '_') || '…'}_${day || 'YYMMDD'}${version ? `_v${version}` : ''}`;
  };
  form.addEventListener('input', show);
  form.addEventListener('change', show);
  show();
}

function wireBooklet() {
  const drop = role('booklet-drop');
  acceptDrops(drop, ([file]) => putFiles(booklet, [file]));
  booklet.addEventListener('change', () => void showBooklet(booklet.files[0]));
}

let shown = null;

async function showBooklet(file) {
  shown = file;
  const text = role('booklet-file');
  showError('booklet', '');
  text.hidden = !file;
  role('booklet-drop').classList.toggle('has-file', Boolean(file));
  role('booklet-preview').querySelector('canvas')?.remove();
  if (!file) {
    return;
  }
  text.textContent = say('booklet.reading', file.name);
  if (!(await isPdf(file))) {
    text.hidden = true;
    showError('booklet', say('booklet.not-a-pdf', file.name));
    return;
  }
  if (form.elements.name.value === '' && form.elements.nameKind.value === 'own') {
    form.elements.name.value = file.name.replace(/\.pdf$/i, '');
  }
  try {
    const pages = await drawFirstPage(file, role('booklet-preview'), config.resources);
    if (shown === file) {
      text.textContent = say('booklet.file', file.name, megabytes(file.size), pages);
    }
  } catch {
    if (shown === file) {
      text.hidden = true;
      showError('booklet', say('booklet.unreadable', file.name));
    }
  }
}

async function send() {
  const button = role('submit');
  if (button.getAttribute('aria-disabled') === 'true' || !tracks.check()) {
    form.querySelector('[aria-invalid="true"]')?.focus();
    return;
  }
  const bytes = [...form.querySelectorAll('input[type=file]')].flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
  if (bytes > MOST_BYTES) {
    showProblem(say('upload.too-large'));
    return;
  }
  button.setAttribute('aria-disabled', 'true');
  showProblem('');
  showProgress(0, bytes);
  const { status, body } = await uploadForm(form, { onProgress: showProgress });
  if (status === 201 && body?.next) {
    location.assign(body.next);
    return;
  }
  button.removeAttribute('aria-disabled');
  role('upload').hidden = true;
  const problems = body?.problems ?? {};
  for (const [name, text] of Object.entries(problems)) {
    showError(name, text);
  }
  showProblem(status === 413 ? say('upload.too-large') : (body?.detail ?? say('upload.failed')));
  (form.querySelector('[aria-invalid="true"]') ?? role('form-problem')).focus();
}

function showProgress(sent, total) {
  const done = total > 0 ? sent / total : 0;
  role('upload').hidden = false;
  role('upload-progress').value = Math.round(done * 100);
  role('upload-percent').textContent = `${Math.round(done * 100)} %`;
  role('upload-text').textContent = done < 1 ? say('upload.progress', megabytes(sent), megabytes(total)) : say('upload.storing');
}

function showProblem(text) {
  const place = role('form-problem');
  place.hidden = text === '';
  place.tabIndex = -1;
  place.textContent = text;
}

/** Says at a field what is wrong with it. */
function showError(name, text) {
  const place = form.querySelector(`[data-error="${CSS.escape(name ?? '')}"]`);
  if (!place) {
    return;
  }
  place.hidden = text === '';
  place.textContent = text;
  const fields = form.querySelectorAll(`[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}."]`);
  fields.forEach((field) => (text ? field.setAttribute('aria-invalid', 'true') : field.removeAttribute('aria-invalid')));
}
