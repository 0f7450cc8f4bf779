/**
 * A place to drop files on. While files hang over the page it shows where they may go; dropped beside it they
 * do not make the browser leave the page.
 */
export function acceptDrops(element, onFiles) {
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  element.addEventListener('dragenter', (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      depth += 1;
      element.classList.add('is-over');
    }
  });
  element.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    element.classList.toggle('is-over', depth > 0);
  });
  element.addEventListener('dragover', (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
    }
  });
  element.addEventListener('drop', (event) => {
    depth = 0;
    element.classList.remove('is-over');
    if (carriesFiles(event)) {
      event.preventDefault();
      onFiles([...event.dataTransfer.files]);
    }
  });
  for (const type of ['dragover', 'drop']) {
    document.addEventListener(type, (event) => {
      if (carriesFiles(event)) {
        event.preventDefault();
      }
    });
  }
}

/** Puts files into a file field, as if they had been chosen there. */
export function putFiles(input, files) {
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
