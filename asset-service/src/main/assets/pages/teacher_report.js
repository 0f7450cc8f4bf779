import '../base/report-errors.js';

const print = document.querySelector('[data-action=print]');
print.hidden = false;
print.addEventListener('click', () => window.print());
