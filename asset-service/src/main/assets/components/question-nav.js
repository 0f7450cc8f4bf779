/** The grid of question numbers. Event: `jump` {number}. */
export class QuestionNav extends EventTarget {
  #links;
  #details;
  #count;
  #say;
  #answered = new Set();
  #current = null;
  #showStatus;

  constructor(root, { say, narrow }) {
    super();
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

  setAnswered(numbers) {
    if (!this.#showStatus) {
      return;
    }
    for (const [number, link] of this.#links) {
      const answered = numbers.has(number);
      if (answered !== this.#answered.has(number) || !link.dataset.seen) {
        link.dataset.seen = 'true';
        link.dataset.answered = String(answered);
        link.setAttribute('aria-label', this.#say(answered ? 'nav.answered' : 'nav.unanswered', number));
      }
    }
    this.#answered = new Set(numbers);
    this.#count.textContent = this.#say('nav.count', numbers.size, this.#links.size);
  }

  unanswered() {
    return [...this.#links.keys()].filter((number) => !this.#answered.has(number));
  }
}
