import '../base/report-errors.js';
import { keepFresh } from '../base/refresh.js';

keepFresh();
