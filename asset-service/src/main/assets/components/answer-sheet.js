/** How long a question is in sight before it counts as seen. */
const SEEN_AFTER_MS = 1000;

/**
 * The fields of all questions. Events: `answer` {number, parts}, `current` {number}, `seen` {numbers},
 * `flag` {number}, `show-page` {number}, `decision` {number, keepMine} for a conflict.
 */
export class AnswerSheet extends EventTarget {
  #root;
  #questions;
  #current = null;
  #say;
  #conflictTemplate;
  #inView = new Set();
  #seenTimer = 0;

  constructor(root, { say, conflictTemplate }) {
    super();
    this.#root = root;
    this.#say = say;
    this.#conflictTemplate = conflictTemplate;
    this.#questions = new Map([...root.querySelectorAll('fieldset[data-question]')].map((field) => [Number(field.dataset.question), field]));
    for (const field of this.#questions.values()) {
      field.tabIndex = -1;
    }
    root.addEventListener('submit', (event) => event.preventDefault());
    root.addEventListener('input', (event) => this.#changed(event.target));
    root.addEventListener('click', (event) => this.#clicked(event));
    root.addEventListener('focusin', (event) => this.#entered(event.target));
    root.addEventListener('pointerdown', (event) => this.#entered(event.target));
    // Enter in a one-line field would submit the form
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target.matches('input')) {
        event.preventDefault();
      }
    });
    this.#watchSight();
  }

  get total() {
    return this.#questions.size;
  }

  get current() {
    return this.#current;
  }

  /** What is filled in for a question, part by part. */
  read(number) {
    return [...this.#questions.get(number).querySelectorAll('.part')].map((part) => {
      const text = part.querySelector('input[type=text], textarea');
      return text
        ? { text: text.value }
        : { choices: [...part.querySelectorAll('input:checked')].map((input) => input.value) };
    });
  }

  write(number, parts) {
    const field = this.#questions.get(number);
    if (!field) {
      return;
    }
    field.querySelectorAll('.part').forEach((part, index) => {
      const value = parts[index] ?? {};
      const text = part.querySelector('input[type=text], textarea');
      if (text) {
        text.value = value.text ?? '';
        return;
      }
      for (const input of part.querySelectorAll('input')) {
        input.checked = (value.choices ?? []).includes(input.value);
      }
    });
    this.#showClear(field);
  }

  /**
   * Makes a question the current one.
   *
   * @param focus whether the keyboard goes there too
   */
  goTo(number, { focus = false, smooth = true } = {}) {
    const field = this.#questions.get(number);
    if (!field) {
      return;
    }
    this.#mark(number);
    if (!this.#inSight(field)) {
      // the players stick to the top and would cover the question
      field.style.scrollMarginBlockStart = `${this.#covered(field)}px`;
      field.scrollIntoView({ block: 'start', behavior: smooth ? 'smooth' : 'instant' });
    }
    if (focus) {
      field.focus({ preventScroll: true });
    }
  }

  /** Shows whether a question is flagged. */
  setFlag(number, flagged) {
    const button = this.#questions.get(number)?.querySelector('[data-action=flag]');
    if (button) {
      button.setAttribute('aria-pressed', String(flagged));
      button.title = flagged ? this.#say('sheet.unflag') : this.#say('sheet.flag');
      this.#questions.get(number).dataset.flagged = String(flagged);
    }
  }

  /** Offers the booklet's page on which a question was answered. */
  setPage(number, page) {
    const button = this.#questions.get(number)?.querySelector('[data-action=show-page]');
    if (button) {
      button.hidden = false;
      button.title = this.#say('sheet.show-page', page);
      button.setAttribute('aria-label', this.#say('sheet.show-page-of', number, page));
    }
  }

  /** Nothing can be changed any more. */
  lock() {
    this.#root.inert = true;
    this.#root.classList.add('is-locked');
  }

  /** While the exam goes on elsewhere everything can be read here, and nothing changed. */
  setReadOnly(readOnly) {
    this.#questions.forEach((field) => {
      field.disabled = readOnly;
    });
    this.#root.classList.toggle('is-read-only', readOnly);
  }

  /** Lets go of the lock. */
  unlock() {
    this.#root.inert = false;
    this.#root.classList.remove('is-locked');
  }

  /** Shows that the question was answered elsewhere too, and lets the student decide. */
  showConflict(number, mine, theirs) {
    const field = this.#questions.get(number);
    this.clearNotice(number);
    const notice = this.#conflictTemplate.content.firstElementChild.cloneNode(true);
    notice.querySelector('[data-role=mine]').textContent = this.#inWords(mine);
    notice.querySelector('[data-role=theirs]').textContent = this.#inWords(theirs);
    notice.addEventListener('click', (event) => {
      const action = event.target.closest('button')?.dataset.action;
      if (action === 'keep-mine' || action === 'take-theirs') {
        notice.remove();
        field.focus({ preventScroll: true });
        this.dispatchEvent(new CustomEvent('decision', { detail: { number, keepMine: action === 'keep-mine' } }));
      }
    });
    field.append(notice);
  }

  showRejected(number, text) {
    this.clearNotice(number);
    const notice = document.createElement('p');
    notice.className = 'notice notice-danger question-notice';
    notice.setAttribute('role', 'alert');
    notice.textContent = text;
    this.#questions.get(number)?.append(notice);
  }

  clearNotice(number) {
    this.#questions.get(number)?.querySelector('.question-notice')?.remove();
  }

  #changed(target) {
    const field = target.closest('fieldset[data-question]');
    if (!field) {
      return;
    }
    const number = Number(field.dataset.question);
    field.querySelector('p.question-notice')?.remove();
    this.#showClear(field);
    this.dispatchEvent(new CustomEvent('answer', { detail: { number, parts: this.read(number) } }));
  }

  #clicked(event) {
    const action = event.target.closest('[data-action]')?.dataset.action;
    const field = event.target.closest('fieldset');
    if (!field || !action) {
      return;
    }
    const number = Number(field.dataset.question);
    if (action === 'flag' || action === 'show-page') {
      this.dispatchEvent(new CustomEvent(action, { detail: { number } }));
    }
    if (action !== 'clear') {
      return;
    }
    this.write(number, []);
    field.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent('answer', { detail: { number, parts: this.read(number) } }));
  }

  #watchSight() {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          this.#inView[isIntersecting ? 'add' : 'delete'](target);
        }
        clearTimeout(this.#seenTimer);
        this.#seenTimer = setTimeout(() => this.#tellSeen(), SEEN_AFTER_MS);
      },
      { threshold: 0.9 },
    );
    this.#questions.forEach((field) => observer.observe(field));
    document.addEventListener('visibilitychange', () => this.#tellSeen());
  }

  #tellSeen() {
    // while it waits or is paused nobody reads it
    if (document.hidden || this.#root.closest('[inert]') || document.querySelector('dialog[open]')) {
      clearTimeout(this.#seenTimer);
      this.#seenTimer = setTimeout(() => this.#tellSeen(), SEEN_AFTER_MS);
      return;
    }
    const numbers = [...this.#inView].map((field) => Number(field.dataset.question));
    if (numbers.length > 0) {
      this.dispatchEvent(new CustomEvent('seen', { detail: { numbers } }));
    }
  }

  #entered(target) {
    const field = target.closest?.('fieldset[data-question]');
    if (field) {
      this.#mark(Number(field.dataset.question));
    }
  }

  /** Whether the whole question can be seen, not hidden by the players that stick to the top. */
  #inSight(field) {
    const { top, bottom } = field.getBoundingClientRect();
    const scroller = this.#root.parentElement.getBoundingClientRect();
    return top >= Math.max(scroller.top, 0) + this.#covered(field) && bottom <= Math.min(scroller.bottom, innerHeight);
  }

  #covered(field) {
    return field.closest('.question-group').querySelector('.question-players')?.offsetHeight ?? 0;
  }

  #mark(number) {
    if (this.#current === number) {
      return;
    }
    this.#questions.get(this.#current)?.classList.remove('is-current');
    this.#questions.get(number).classList.add('is-current');
    this.#current = number;
    this.dispatchEvent(new CustomEvent('current', { detail: { number } }));
  }

  /** A radio once ticked can only be cleared by a button; texts are cleared by typing. */
  #showClear(field) {
    field.querySelector('[data-action=clear]').hidden = !field.querySelector('input:checked');
  }

  #inWords(parts) {
    const text = parts
      .map((part) => ((part.choices ?? []).length > 0 ? part.choices.join(', ') : (part.text ?? '').trim()))
      .filter(Boolean)
      .join(' · ');
    return text === '' ? this.#say('sheet.empty') : text;
  }
}
