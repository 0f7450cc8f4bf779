import '../base/report-errors.js';

// a field that was opened is there to be typed in
for (const details of document.querySelectorAll('.exam-rename')) {
  details.addEventListener('toggle', () => {
    if (details.open) {
      const field = details.querySelector('input[name=name]');
      field.focus();
      field.select();
    }
  });
  details.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && details.open) {
      details.open = false;
      details.querySelector('summary').focus();
    }
  });
}

for (const form of document.querySelectorAll('.exam-row-actions form')) {
  form.addEventListener('submit', () => {
    form.querySelectorAll('button').forEach((button) => button.setAttribute('aria-disabled', 'true'));
  });
}
