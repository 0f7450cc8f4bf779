/**
 * Sends a form with its files, and says how far it is. `fetch` cannot: it tells nothing of what was sent.
 *
 * @param {(sent: number, total: number) => void} onProgress bytes
 * @returns {Promise<{status: number, body: object | null, url: string}>} status 0 when the connection failed
 */
export function uploadForm(form, { onProgress = () => {}, accept = 'application/json' } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', accept);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener('load', () => resolve({ status: request.status, body: parsed(request.responseText), url: request.responseURL }));
    for (const event of ['error', 'abort', 'timeout']) {
      request.addEventListener(event, () => resolve({ status: 0, body: null, url: '' }));
    }
    request.send(new FormData(form));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
