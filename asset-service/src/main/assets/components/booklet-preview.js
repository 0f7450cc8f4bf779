const PREVIEW_WIDTH = 220;

/** Whether a file begins as PDFs do; a name says nothing. */
export async function isPdf(file) {
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  return new TextDecoder('latin1').decode(head).includes('%PDF-');
}

/** Draws the first page of a PDF that is still on this device; resolves to how many pages it has. */
export async function drawFirstPage(file, place, resources) {
  const { GlobalWorkerOptions, getDocument } = await import('pdfjs-dist');
  GlobalWorkerOptions.workerSrc = resources.pdfWorker;
  const data = resources.pdfjs;
  const task = getDocument({
    data: await file.arrayBuffer(),
    cMapUrl: `${data}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${data}standard_fonts/`,
    wasmUrl: `${data}wasm/`,
    iccUrl: `${data}iccs/`,
    useSystemFonts: false,
    enableXfa: false,
  });
  try {
    const pdf = await task.promise;
    const page = await pdf.getPage(1);
    const wide = page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale: (PREVIEW_WIDTH / wide) * Math.min(2, devicePixelRatio) });
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    await page.render({ canvas, viewport }).promise;
    place.replaceChildren(canvas);
    return pdf.numPages;
  } finally {
    void task.destroy();
  }
}
