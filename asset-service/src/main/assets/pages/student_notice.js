import '../base/report-errors.js';
import { sendOnce } from '../base/forms.js';

document.querySelectorAll('form[method=post]').forEach(sendOnce);
