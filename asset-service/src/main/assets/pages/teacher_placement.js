import '../base/report-errors.js';

const form = document.querySelector('[data-role=placement]');
const gaps = document.querySelector('[data-role=gaps]');
let dirty = false;
let leaving = false;

form.addEventListener('change', ({ target }) => {
  const cell = target.closest('.matrix td');
  if (cell) {
    cell.dataset.tone = target.selectedOptions[0].dataset.tone;
    cell.classList.remove('is-overlap');
    showGaps();
  }
  if (cell || target.closest('.level')) {
    dirty = true;
    document.querySelector('[data-role=unsaved]').hidden = false;
  }
});
// both buttons send all that is in the form
form.addEventListener('submit', () => {
  leaving = true;
});
addEventListener('pageshow', () => {
  leaving = false;
});
addEventListener('beforeunload', (event) => {
  if (dirty && !leaving) {
    event.preventDefault();
  }
});

function showGaps() {
  const empty = form.querySelectorAll('.matrix td[data-tone="-1"]').length;
  gaps.textContent = empty === 0 ? gaps.dataset.none : gaps.dataset.some.replace('#', String(empty));
  gaps.classList.toggle('badge-success', empty === 0);
  gaps.classList.toggle('badge-warning', empty > 0);
}
