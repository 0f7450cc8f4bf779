import '../base/report-errors.js';

const form = document.querySelector('[data-role=grade]');

if (form) {
  const points = form.elements.namedItem('points');
  const give = (value) => {
    points.value = value;
    points.focus();
  };
  const keys = {
    Enter: (event) => event.ctrlKey && form.requestSubmit(),
    ArrowRight: (event) => event.altKey && form.querySelector('[data-action=skip]').click(),
    0: (event) => event.altKey && give('0'),
    m: (event) => event.altKey && give(points.dataset.most),
  };
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (act && (event.ctrlKey || event.altKey)) {
      event.preventDefault();
      act(event);
    }
  });
  points.select();
}
