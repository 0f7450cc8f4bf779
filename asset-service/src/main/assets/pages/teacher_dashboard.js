import { keepFresh } from '../base/refresh.js';

keepFresh();
