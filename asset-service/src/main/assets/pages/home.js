import '../base/report-errors.js';
import { sendOnce } from '../base/forms.js';
import { withHyphens } from '../base/phone.js';

const form = document.querySelector('form[action="/start"]');
const phone = document.getElementById('parentPhone');

if (form) {
  sendOnce(form);
  form.addEventListener('input', ({ target }) => {
    // what was wrong is being mended: the message has done its work
    target.removeAttribute('aria-invalid');
  });
  form.querySelector('[aria-invalid="true"]')?.focus();
}

phone?.addEventListener('input', () => {
  const atEnd = phone.selectionStart === phone.value.length;
  // in the middle of a number, and for foreign numbers, the student's own writing stays
  if (atEnd && !phone.value.startsWith('+')) {
    phone.value = withHyphens(phone.value);
  }
});
