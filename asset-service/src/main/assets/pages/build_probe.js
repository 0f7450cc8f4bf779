// Proves the build: a static import, a dynamic one, and PDF.js by its package name.
import { greeting } from '../base/build_probe.js';

document.documentElement.dataset.buildProbe = greeting;
export const pdfjs = () => import('pdfjs-dist');
