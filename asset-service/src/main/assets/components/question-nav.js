/**
 * The grid of question numbers. A question is unseen, seen or answered, and may be flagged besides; each
 * shows by shape as well as by colour. Event: `jump` {number}.
 */
export class QuestionNav extends EventTarget {
  #root;
  #links;
  #details;
  #count;
  #say;
  #states = { answered: new Set(), seen: new Set(), flagged: new Set() };
  #current = null;
  #showStatus;
  #filter = 'all';

  constructor(root, { say, narrow }) {
    super();
    this.#root = root;
    this.#say = say;
    this.#showStatus = root.dataset.showStatus !== 'false';
    this.#details = root.querySelector('details');
    this.#count = root.querySelector('[data-role=count]');
    this.#links = new Map([...root.querySelectorAll('a[data-question]')].map((link) => [Number(link.dataset.question), link]));
    this.#current = Number(root.querySelector('a[aria-current]')?.dataset.question) || null;
    root.addEventListener('click', (event) => {
      const link = event.target.closest('a[data-question]');
      if (link) {
        event.preventDefault();
        if (narrow.matches) {
          this.#details.open = false;
        }
        this.dispatchEvent(new CustomEvent('jump', { detail: { number: Number(link.dataset.question) } }));
      }
    });
    root.addEventListener('change', (event) => {
      if (event.target.matches('[data-role=filter] input')) {
        this.#filter = event.target.value;
        this.#applyFilter();
      }
    });
    const fold = () => {
      this.#details.open = !narrow.matches;
    };
    narrow.addEventListener('change', fold);
    fold();
  }

  get total() {
    return this.#links.size;
  }

  setCurrent(number) {
    if (this.#current !== null) {
      this.#links.get(this.#current)?.removeAttribute('aria-current');
    }
    this.#current = number;
    const link = this.#links.get(number);
    link?.setAttribute('aria-current', 'step');
    const grid = link?.closest('ol');
    if (grid && grid.scrollHeight > grid.clientHeight) {
      grid.scrollTop = link.offsetTop - grid.offsetTop - grid.clientHeight / 2;
    }
  }

  /** Each a set of question numbers; what is left out stays as it was. */
  show({ answered = this.#states.answered, seen = this.#states.seen, flagged = this.#states.flagged }) {
    this.#states = { answered: new Set(answered), seen: new Set(seen), flagged: new Set(flagged) };
    if (!this.#showStatus) {
      return;
    }
    for (const [number, link] of this.#links) {
      const progress = answered.has(number) ? 'answered' : seen.has(number) ? 'seen' : 'unseen';
      const state = `${progress} ${flagged.has(number)}`;
      if (link.dataset.shown !== state) {
        link.dataset.shown = state;
        link.dataset.progress = progress;
        link.dataset.answered = String(progress === 'answered');
        link.dataset.flagged = String(flagged.has(number));
        const words = this.#say(`nav.${progress}`, number);
        link.setAttribute('aria-label', flagged.has(number) ? this.#say('nav.flagged', words) : words);
      }
    }
    this.#count.textContent = this.#say('nav.count', answered.size, this.#links.size);
    for (const name of ['all', 'unanswered', 'flagged', 'unseen']) {
      const count = this.#root.querySelector(`[data-role=count-${name}]`);
      if (count) {
        count.textContent = String(this.#matching(name).length);
      }
    }
    this.#applyFilter();
  }

  unanswered() {
    return this.#matching('unanswered');
  }

  flagged() {
    return this.#matching('flagged');
  }

  #matching(filter) {
    const { answered, seen, flagged } = this.#states;
    return [...this.#links.keys()].filter((number) => {
      switch (filter) {
        case 'unanswered': return !answered.has(number);
        case 'flagged': return flagged.has(number);
        case 'unseen': return !seen.has(number) && !answered.has(number);
        default: return true;
      }
    });
  }

  #applyFilter() {
    const shown = new Set(this.#matching(this.#filter));
    for (const [number, link] of this.#links) {
      link.parentElement.hidden = !shown.has(number);
    }
    const none = this.#root.querySelector('[data-role=filter-none]');
    if (none) {
      none.hidden = shown.size > 0;
    }
  }
}
