const KEPT = 'examhall.display';
const DEFAULTS = { theme: 'system', text: '100', lines: 'normal', letters: 'normal' };

/** How the page looks to this person on this device: theme, size and spacing of text. */
export function applyDisplay(settings = rememberedDisplay()) {
  const { dataset, style } = document.documentElement;
  for (const name of ['theme', 'lines', 'letters']) {
    if (settings[name] === DEFAULTS[name]) {
      delete dataset[name];
    } else {
      dataset[name] = settings[name];
    }
  }
  dataset.large = String(Number(settings.text) >= 150);
  style.fontSize = settings.text === '100' ? '' : `${settings.text}%`;
}

export function rememberedDisplay() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEPT) ?? '{}') };
  } catch {
    return { ...DEFAULTS };
  }
}

/** The panel in which it is chosen. Event: `change`, when anything may have another size. */
export class DisplaySettings extends EventTarget {
  #dialog;

  constructor(dialog, opener) {
    super();
    this.#dialog = dialog;
    this.#show(rememberedDisplay());
    opener.addEventListener('click', () => dialog.showModal());
    dialog.addEventListener('change', () => this.#apply(this.#chosen()));
    dialog.querySelector('[data-action=reset]').addEventListener('click', () => {
      this.#show(DEFAULTS);
      this.#apply({ ...DEFAULTS });
    });
    dialog.querySelector('[data-action=close]').addEventListener('click', () => dialog.close());
  }

  #chosen() {
    return Object.fromEntries(
      Object.keys(DEFAULTS).map((name) => [name, this.#dialog.querySelector(`[name="display-${name}"]:checked`)?.value ?? DEFAULTS[name]]),
    );
  }

  #show(settings) {
    for (const [name, value] of Object.entries(settings)) {
      const input = this.#dialog.querySelector(`[name="display-${name}"][value="${value}"]`);
      if (input) {
        input.checked = true;
      }
    }
  }

  #apply(settings) {
    applyDisplay(settings);
    try {
      localStorage.setItem(KEPT, JSON.stringify(settings));
    } catch {
      // a private window: the choice lasts as long as the page
    }
    this.dispatchEvent(new Event('change'));
  }
}
