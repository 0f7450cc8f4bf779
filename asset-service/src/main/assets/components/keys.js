const TEXT = 'input:not([type=radio], [type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable]';
const OWN_ARROWS = 'input[type=radio], input[type=range]';

/**
 * The exam page's keys: ←/→ questions, Page Up/Down pages of the booklet, Ctrl+Home/End its first and
 * last page, Alt+1–9 questions, +/− zoom, F flags. A field that has the focus keeps every key that means something
 * to it. Single characters can be switched off (`singleKeys`).
 */
export function listenForKeys({ actions, singleKeys }) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) {
      return;
    }
    const action = actionOf(event, singleKeys());
    if (action && actions[action.name]) {
      event.preventDefault();
      actions[action.name](action.value);
    }
  });
}

function actionOf(event, singleKeys) {
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.matches(TEXT) || event.metaKey) {
    return null;
  }
  if (event.ctrlKey) {
    const pages = { Home: 'firstPage', End: 'lastPage' };
    return event.altKey || event.shiftKey || !pages[event.key] ? null : { name: pages[event.key] };
  }
  if (event.altKey) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    return digit ? { name: 'question', value: Number(digit[1]) } : null;
  }
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const scrollsSideways = target.matches('[data-role=stage]') && target.scrollWidth > target.clientWidth;
      if (target.matches(OWN_ARROWS) || scrollsSideways) {
        return null;
      }
      return { name: event.key === 'ArrowLeft' ? 'previousQuestion' : 'nextQuestion' };
    }
    case 'PageUp':
      return { name: 'previousPage' };
    case 'PageDown':
      return { name: 'nextPage' };
    case '+':
    case '=':
      return singleKeys ? { name: 'zoomIn' } : null;
    case '-':
    case '−':
      return singleKeys ? { name: 'zoomOut' } : null;
    default:
      // where the keyboard writes another alphabet the key is in the same place
      return singleKeys && event.code === 'KeyF' && !event.shiftKey ? { name: 'flag' } : null;
  }
}
