/**
 * Tells the suite about errors of this page's own scripts that nobody caught. A page tells each error once, and ten at most:
 * whoever looks at them needs the first, and not a thousand of them.
 */
const ADDRESS = '/api/v1/browser-errors';
const MOST = 10;
const told = new Set();

function tell(type, message, stack) {
  // what extensions do in the page is not ours to mend
  const ours = stack.includes(`${location.origin}/`);
  if (!ours || told.size >= MOST || told.has(message + stack)) {
    return;
  }
  told.add(message + stack);
  const report = {
    type: type.slice(0, 200),
    message: message.slice(0, 2000),
    stack: stack.slice(0, 8000),
    page: location.pathname,
  };
  navigator.sendBeacon?.(ADDRESS, new Blob([JSON.stringify(report)], { type: 'application/json' }));
}

addEventListener('error', ({ error, message, filename, lineno, colno }) => {
  if (error instanceof Error) {
    tell(error.name, error.message, error.stack ?? '');
  } else if (message && filename) {
    tell('Error', message, `at ${filename}:${lineno}:${colno}`);
  }
});

addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof Error) {
    tell(reason.name, reason.message, reason.stack ?? '');
  }
});
